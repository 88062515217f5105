"""Invitations by their link, and why one can't be accepted.

The secret in the link is computed from the invitation and the site's secret, so that it stands neither in the
database (which keeps a digest) nor in the task queue, and a lost e-mail can be sent again.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode

from django.utils import timezone
from django.utils.crypto import salted_hmac

from lms.organisations.models import Invitation


def token_of(invitation: Invitation) -> str:
    digest = salted_hmac("lms.organisations.invitation", str(invitation.uuid), algorithm="sha256").digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationRefused(Exception):
    """Why an invitation can't be accepted."""


class InvitationUnknown(InvitationRefused):
    """There is no invitation with this token."""


class InvitationUsed(InvitationRefused):
    """Somebody accepted it before."""


class InvitationExpired(InvitationRefused):
    """Its time is over, or it was replaced or withdrawn."""


class InvitationForSomebodyElse(InvitationRefused):
    """The address it was sent to is no proven address of this account."""


def find_invitation(token: str) -> Invitation:
    """The open invitation of `token`. Raises InvitationUnknown, InvitationUsed or InvitationExpired."""
    invitation = (
        Invitation.objects.select_related("fieldlab", "employer", "invited_by")
        .filter(token_digest=digest_of(token))
        .first()
    )
    if invitation is None:
        raise InvitationUnknown
    if invitation.accepted_at:
        raise InvitationUsed
    if invitation.ended_at or invitation.expires_at <= timezone.now():
        raise InvitationExpired
    return invitation
