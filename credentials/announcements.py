"""E-mail about credentials. Sending and writing down that it was sent are one transaction: nothing is lost."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from credentials.models import Consent, Credential, CredentialIssue
from lms.accounts.mail import send_to_each
from lms.organisations.models import Membership, Role


@shared_task
def announce_credential(credential_id: int) -> bool:
    """Tell the worker that the credential is ready; returns whether that was now."""
    with transaction.atomic():
        credential = (
            Credential.objects.filter(pk=credential_id, announced_at=None)
            .select_for_update(of=("self",))
            .select_related("achievement", "fieldlab", "user")
            .first()
        )
        if credential is None:
            return False
        credential.announced_at = timezone.now()
        credential.save(update_fields=["announced_at"])
        link = reverse("credential", args=[credential.uuid])
        send_to_each(
            [credential.user], "credentials/email/ready", {"credential": credential, "link": _absolute(link)}
        )
    return True


@shared_task
def announce_later_document(issue_id: int) -> bool:
    """Tell the worker that there is a later document of a credential, and why; returns whether that was now."""
    with transaction.atomic():
        issue = (
            CredentialIssue.objects.filter(pk=issue_id, announced_at=None)
            .select_for_update(of=("self",))
            .select_related("credential__achievement", "credential__fieldlab", "credential__user")
            .first()
        )
        if issue is None:
            return False
        issue.announced_at = timezone.now()
        issue.save(update_fields=["announced_at"])
        credential = issue.credential
        context = {
            "credential": credential,
            "reason": issue.reason,
            "link": _absolute(reverse("credential", args=[credential.uuid])),
        }
        send_to_each([credential.user], "credentials/email/later_document", context)
    return True


@shared_task
def announce_stopped_consent(consent_id: int) -> bool:
    """Tell the employer's HR officers that a worker stopped sharing; returns whether that was now."""
    with transaction.atomic():
        consent = (
            Consent.objects.filter(pk=consent_id, stopped_at__isnull=False, stop_announced_at=None)
            .select_for_update(of=("self",))
            .select_related("credential__user", "employer")
            .first()
        )
        if consent is None:
            return False
        consent.stop_announced_at = timezone.now()
        consent.save(update_fields=["stop_announced_at"])
        officers = Membership.objects.current().filter(employer=consent.employer, role=Role.HR)
        context = {"consent": consent, "link": _absolute(reverse("hr_desk"))}
        people = [membership.user for membership in officers.select_related("user")]
        send_to_each(people, "credentials/email/consent_stopped", context)
    return True


def _absolute(path: str) -> str:
    base: str = settings.WAGTAILADMIN_BASE_URL
    return base.rstrip("/") + path
