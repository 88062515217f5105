from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from credentials.models import Consent
from lms.accounts.models import User
from lms.core.queue import queue_on_commit
from lms.organisations.models import Membership, Role


def stop_consent(*, by: User, consent: Consent) -> Consent:
    """End what a worker shares with an employer, now, and tell its HR officers.

    What was stopped before stays as it is. Raises PermissionDenied (the holder only).
    """
    if consent.credential.user_id != by.pk:
        raise PermissionDenied
    _stop(consent, by)
    consent.refresh_from_db()
    return consent


def stop_consents_of_former_employee(membership: Membership, by: User) -> None:
    """End all that somebody shared with an employer where they no longer work (registry step)."""
    if membership.role != Role.EMPLOYEE or membership.employer is None:
        return
    running = Consent.objects.filter(
        employer=membership.employer, credential__user=membership.user, stopped_at=None
    )
    for consent in running.select_related("credential"):
        _stop(consent, by)


def _stop(consent: Consent, by: User) -> None:
    with transaction.atomic():
        if not Consent.objects.filter(pk=consent.pk, stopped_at=None).update(stopped_at=timezone.now()):
            return
        log(
            consent.credential,
            "credentials.consent.stop",
            user=by,
            data={"employer": str(consent.employer.uuid)},
        )
        queue_on_commit("credentials.notices.announcements.announce_stopped_consent", consent.pk)
