"""E-mail to people who are invited."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from lms.core.mail import send_in_language
from lms.core.sweeping import sweep_rows
from lms.organisations.invitations import digest_of, token_of
from lms.organisations.models import Invitation

# What is younger is still on its way through its own task.
GRACE = timedelta(minutes=2)


@shared_task
def send_invitation(invitation_id: int, site: str) -> bool:
    """Send the e-mail of an open invitation that was not sent yet; returns whether it was sent now."""
    with transaction.atomic():
        invitation = (
            Invitation.objects.open()
            .filter(pk=invitation_id, sent_at=None)
            .select_for_update(of=("self",))
            .select_related("fieldlab", "employer", "invited_by")
            .first()
        )
        if invitation is None:
            return False
        invitation.sent_at = timezone.now()
        invitation.save(update_fields=["sent_at"])
        token = token_of(invitation)
        if digest_of(token) != invitation.token_digest:
            # The site's secret changed: this link can't be made again.
            return False
        language = _language_for(invitation)
        with translation.override(language):
            link = site.rstrip("/") + reverse("accept_invitation", args=[token])
        send_in_language(
            language,
            to=invitation.email,
            template="organisations/mail/invitation",
            context={
                "invitation": invitation,
                "organisation": invitation.fieldlab or invitation.employer,
                "link": link,
            },
        )
    return True


@shared_task
def sweep() -> int:
    """Send the invitations whose task was lost; returns how many were sent."""
    waiting = Invitation.objects.open().filter(sent_at=None, created_at__lt=timezone.now() - GRACE)
    return sweep_rows(waiting, lambda pk: send_invitation(pk, settings.SITE_URL))


def _language_for(invitation: Invitation) -> str:
    """The invitee's own language where they have an account, else the inviter's."""
    address = (
        EmailAddress.objects.filter(email__iexact=invitation.email, verified=True).select_related("user").first()
    )
    person = address.user if address else invitation.invited_by
    return str(person.language) if person else settings.LANGUAGE_CODE
