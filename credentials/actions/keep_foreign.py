from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.checking.facts import facts_of
from credentials.checking.holding import holding_of
from credentials.checking.network import check_foreign
from credentials.checking.presentation import verdict_of
from credentials.checking.reasons import sentence_of
from credentials.identifiers import credential_uuid_in
from credentials.models import Credential, ForeignCredential
from credentials.verifier.report import Report
from lms.accounts.models import User

MOST = 200


def keep_foreign(*, by: User, data: bytes, source: str = "") -> ForeignCredential:
    """Check a credential from elsewhere, and keep it with the answer: whatever that is, as long as it can be read.

    `data` is what was received (JSON, a token, PNG, SVG or PDF), kept byte for byte; `source` is where it was
    fetched from. The same bytes again are checked again. Raises ValidationError for what is no credential, for one
    of this site that stands in the wallet already, and for more than 200.
    """
    own = ForeignCredential.objects.filter(user=by)
    digest = sha256(data).hexdigest()
    if own.exclude(sha256=digest).count() >= MOST:
        raise ValidationError(
            _("You keep %(number)d credentials from elsewhere. Remove one first.") % {"number": MOST}
        )
    # Outside of any transaction: it may take seconds.
    report = check_foreign(data)
    checked_at = timezone.now()
    if report.document is None:
        raise ValidationError(sentence_of(report.checks[0].reason))
    if "\\u0000" in json.dumps(report.document):
        raise ValidationError(_("There are characters in this file that can't be kept."))
    number = credential_uuid_in(str(report.document.get("id", "")))
    if number and Credential.objects.visible_to(by).filter(uuid=number).exists():
        raise ValidationError(_("This credential stands in your wallet already: it is from this site."))
    with transaction.atomic():
        kept, made = ForeignCredential.objects.update_or_create(
            user=by,
            sha256=digest,
            defaults=checked_fields(by, report, checked_at),
            create_defaults={
                **checked_fields(by, report, checked_at),
                "document": data,
                "received": report.received,
                "source": source,
                "added_at": checked_at,
            },
        )
        if made:
            log(kept, "credentials.foreign.keep", user=by, data={"sha256": digest})
    return kept


def checked_fields(holder: User, report: Report, checked_at: datetime) -> dict[str, Any]:
    """What a check says, as fields of a ForeignCredential."""
    facts = facts_of(report.document or {})
    emails = EmailAddress.objects.filter(user=holder, verified=True).values_list("email", flat=True)
    holding = holding_of(report, name=holder.name, emails=list(emails))
    return {
        "report": report.to_json(),
        "checked_at": checked_at,
        "verdict": verdict_of(report).tone,
        "holder": holding.answer,
        "holder_reason": holding.reason,
        "title": (facts.title or _("Without a title"))[:255],
        "issuer": (facts.issuer or facts.issuer_id)[:255],
        "valid_from": facts.awarded or facts.valid_from,
        "valid_until": facts.valid_until,
    }
