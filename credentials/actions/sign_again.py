from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from credentials.actions.lock_active_key import lock_active_key
from credentials.awarding.templates import taken_apart
from credentials.formats.text import clean_text
from credentials.formats.timestamps import to_timestamp
from credentials.keys.signing import signing
from credentials.models import Credential, CredentialIssue
from lms.accounts.models import User
from lms.core.queue import queue_on_commit


def sign_again(
    *,
    credential_id: int,
    reason: str,
    by: User | None = None,
    name: str | None = None,
    valid_until: datetime | None = None,
) -> CredentialIssue:
    """Make a later document of a credential: the same id, a newer `validFrom`, only what is given changed.

    The earlier documents stay as history. Of two copies, whoever keeps credentials keeps the one with the newer
    `validFrom`. Raises CredentialIssue.DoesNotExist after erasure, and TextRefused for a name that can't be
    signed.
    """
    with transaction.atomic():
        credential = (
            Credential.objects.select_for_update(of=("self",), no_key=True)
            .select_related("achievement")
            .get(pk=credential_id)
        )
        last = CredentialIssue.objects.filter(credential=credential).latest("valid_from", "pk")
        key = lock_active_key(fieldlab_id=credential.fieldlab_id)
        now = timezone.now()
        # Credentials tell whole seconds: two corrections in one second are still one after the other.
        valid_from = max(now.replace(microsecond=0), last.valid_from + timedelta(seconds=1))
        document = later_document(last, valid_from=valid_from, name=name, valid_until=valid_until)
        if valid_until is not None:
            credential.valid_until = valid_until
            credential.save(update_fields=["valid_until"])
        template, values = taken_apart(credential.achievement, document)
        with signing(key) as signer:
            signed = signer.credential(template, values, created=now)
        issue = CredentialIssue.objects.create(
            credential=credential,
            signing_key=key,
            issued_at=now,
            valid_from=valid_from,
            document=signed,
            reason=reason,
            issued_by=by,
        )
        queue_on_commit("credentials.notices.announcements.announce_later_document", issue.pk)
        log(credential, "credentials.sign_again", user=by, data={"reason": reason, "issue": str(issue.uuid)})
    return issue


def later_document(
    last: CredentialIssue, *, valid_from: datetime, name: str | None, valid_until: datetime | None
) -> dict[str, Any]:
    """The last document without its signature, with what is given changed; raises TextRefused."""
    document: dict[str, Any] = json.loads(bytes(last.document))
    del document["proof"]
    document["validFrom"] = to_timestamp(valid_from)
    if name is not None:
        set_name(document, name)
    if valid_until is not None:
        document["validUntil"] = to_timestamp(valid_until)
    return document


def set_name(document: dict[str, Any], name: str) -> None:
    """Put another name of the holder in an unsigned credential; raises TextRefused."""
    for identity in document["credentialSubject"]["identifier"]:
        if identity["identityType"] == "name":
            identity["identityHash"] = clean_text(name, field="holder.name")
