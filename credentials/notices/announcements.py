"""E-mail about credentials, sent outside of any transaction: a slow mail server keeps nobody else waiting.

At least once: a row is claimed, the e-mail is sent, and only then it is noted. Where sending fails the claim is
given back; where the process dies it ends by itself, and the sweep sends again.
"""

from __future__ import annotations

from collections.abc import Iterable
from smtplib import SMTPException
from typing import Any, TypeVar

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone

from credentials.models import Consent, Credential, CredentialIssue, DefinitionSubmission, StackProposal
from credentials.queries import (
    credentials_to_announce,
    definitions_to_announce,
    later_documents_to_announce,
    proposals_to_announce,
    stopped_consents_to_announce,
)
from lms.accounts.mail import send_to_each
from lms.accounts.models import User
from lms.organisations.models import Membership, Role
from lms.organisations.queries import approvers_of

Row = TypeVar("Row", bound=Model)


@shared_task
def announce_credential(credential_id: int) -> bool:
    """Tell the worker that the credential is ready; returns whether that was now."""
    due = credentials_to_announce().select_related("achievement", "fieldlab", "user")
    credential = _claim(due.filter(pk=credential_id), "announcing_since")
    if credential is None:
        return False
    context = {"credential": credential, "link": _absolute(reverse("credential", args=[credential.uuid]))}
    row = Credential.objects.filter(pk=credential_id)
    _send(row, "announcing_since", [credential.user], "credentials/email/ready", context)
    row.update(announced_at=timezone.now())
    return True


@shared_task
def announce_later_document(issue_id: int) -> bool:
    """Tell the worker that there is a later document of a credential, and why; returns whether that was now."""
    due = later_documents_to_announce().select_related(
        "credential__achievement", "credential__fieldlab", "credential__user"
    )
    issue = _claim(due.filter(pk=issue_id), "announcing_since")
    if issue is None:
        return False
    credential = issue.credential
    context = {
        "credential": credential,
        "reason": issue.reason,
        "link": _absolute(reverse("credential", args=[credential.uuid])),
    }
    row = CredentialIssue.objects.filter(pk=issue_id)
    _send(row, "announcing_since", [credential.user], "credentials/email/later_document", context)
    row.update(announced_at=timezone.now())
    return True


@shared_task
def announce_stopped_consent(consent_id: int) -> bool:
    """Tell the employer's HR officers that a worker stopped sharing; returns whether that was now."""
    due = stopped_consents_to_announce().select_related("credential__user", "employer")
    consent = _claim(due.filter(pk=consent_id), "stop_announcing_since")
    if consent is None:
        return False
    officers = Membership.objects.current().filter(employer=consent.employer, role=Role.HR)
    people = [membership.user for membership in officers.select_related("user")]
    context = {"consent": consent, "link": _absolute(reverse("hr_desk"))}
    row = Consent.objects.filter(pk=consent_id)
    _send(row, "stop_announcing_since", people, "credentials/email/consent_stopped", context)
    row.update(stop_announced_at=timezone.now())
    return True


@shared_task
def announce_definition(submission_id: int) -> bool:
    """Tell those who may decide on a micro-credential that it waits for them; returns whether that was now."""
    due = definitions_to_announce().select_related("definition__fieldlab", "revision", "submitted_by")
    submission = _claim(due.filter(pk=submission_id), "announcing_since")
    if submission is None:
        return False
    people = approvers_of(submission.definition.fieldlab).exclude(pk__in=submission.writers())
    context = {
        "submission": submission,
        "title": submission.revision.parsed.name,
        "link": _absolute(reverse("credentials_admin:definition_review", args=[submission.pk])),
    }
    row = DefinitionSubmission.objects.filter(pk=submission_id)
    _send(row, "announcing_since", people, "credentials/email/definition_waits", context)
    row.update(announced_at=timezone.now())
    return True


@shared_task
def announce_proposal(proposal_id: int) -> bool:
    """Tell the fieldlab's managers that a programme's credential waits for them; returns whether that was now."""
    due = proposals_to_announce().select_related("authored__fieldlab", "user")
    proposal = _claim(due.filter(pk=proposal_id), "announcing_since")
    if proposal is None:
        return False
    managers = Membership.objects.current().filter(fieldlab=proposal.authored.fieldlab, role=Role.MANAGER)
    people = User.objects.filter(pk__in=managers.values("user"), is_active=True).exclude(pk=proposal.user_id)
    context = {
        "proposal": proposal,
        "title": str(proposal.authored),
        "link": _absolute(reverse("credentials_admin:stack", args=[proposal.uuid])),
    }
    row = StackProposal.objects.filter(pk=proposal_id)
    _send(row, "announcing_since", people.order_by("pk"), "credentials/email/proposal_waits", context)
    row.update(announced_at=timezone.now())
    return True


def _claim(due: QuerySet[Row], claim: str) -> Row | None:
    """The one row of `due`, if it is for us to tell of it; who comes at the same time finds nothing to do."""
    with transaction.atomic():
        row = due.select_for_update(of=("self",)).first()
        if row:
            setattr(row, claim, timezone.now())
            row.save(update_fields=[claim])
    return row


def _send(row: QuerySet[Any], claim: str, people: Iterable[User], template: str, context: dict[str, Any]) -> None:
    """Send, or give the claim back and raise the SMTPException or OSError."""
    try:
        send_to_each(people, template, context)
    except (SMTPException, OSError):
        row.update(**{claim: None})
        raise


def _absolute(path: str) -> str:
    base: str = settings.WAGTAILADMIN_BASE_URL
    return base.rstrip("/") + path
