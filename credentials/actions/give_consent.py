from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.models import Consent, Credential, EvidenceKind
from lms.accounts.models import User
from lms.organisations.models import Employer, Membership, Role

LONGEST = timedelta(days=2 * 366)


def give_consent(
    *,
    by: User,
    credential: Credential,
    employer: Employer,
    purpose: Consent.Purpose,
    expires_at: datetime,
    evidence: Sequence[EvidenceKind] = (),
) -> Consent:
    """Let the HR officers of one's own employer see a credential, with evidence, for one purpose, until a date.

    What is shared already on the same terms (purpose, day, evidence) is returned as it is. Raises PermissionDenied
    (the holder only, and only with an employer they work for) and ValidationError, also where it is shared already
    on other terms.
    """
    works_there = Membership.objects.current().filter(user=by, role=Role.EMPLOYEE, employer=employer).exists()
    if credential.user_id != by.pk or not works_there:
        raise PermissionDenied
    now = timezone.now()
    if not now < expires_at <= now + LONGEST:
        raise ValidationError(_("Choose a day after today, at most two years from now."))
    with transaction.atomic():
        Credential.objects.select_for_update(no_key=True).get(pk=credential.pk)
        earlier = Consent.objects.filter(credential=credential, employer=employer, stopped_at=None).first()
        if earlier is not None and earlier.expires_at > now:
            if _terms(earlier.purpose, earlier.expires_at, earlier.evidence) != _terms(
                purpose, expires_at, evidence
            ):
                raise ValidationError(
                    _("%(employer)s sees “%(credential)s” already, on other terms. Stop that sharing first.")
                    % {"employer": employer, "credential": credential.achievement.name}
                )
            return earlier
        if earlier is not None:
            # It ended by itself: HR was told that date from the start.
            earlier.stopped_at = earlier.stop_announced_at = earlier.expires_at
            earlier.save(update_fields=["stopped_at", "stop_announced_at"])
        consent = Consent.objects.create(
            credential=credential,
            employer=employer,
            purpose=purpose,
            given_at=now,
            expires_at=expires_at,
            evidence=sorted(set(evidence)),
        )
        log(credential, "credentials.consent.give", user=by, data={"employer": str(employer.uuid)})
    return consent


def _terms(purpose: str, expires_at: datetime, evidence: Sequence[str]) -> tuple[str, date, frozenset[str]]:
    """What a holder chooses on the form."""
    return str(purpose), timezone.localdate(expires_at), frozenset(str(kind) for kind in evidence)
