"""A signed-in person takes up the role of an invitation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lms.organisations.invitations import InvitationForSomebodyElse, InvitationUsed, find_invitation
from lms.organisations.models import Invitation, Membership
from lms.organisations.queries import has_proven
from lms.organisations.roles import take_up_role

if TYPE_CHECKING:
    from lms.accounts.models import User


def accept_invitation(*, by: User, token: str) -> Membership:
    """Take up the invited role; once. The invited address must be a proven one of the account, any of them.

    A link alone is not enough: mail is forwarded, and these roles show other people's data. Raises the
    subclasses of InvitationRefused.
    """
    with transaction.atomic():
        invitation = find_invitation(token)
        if not has_proven(by, invitation.email):
            raise InvitationForSomebodyElse
        used = (
            Invitation.objects.open().filter(pk=invitation.pk).update(accepted_at=timezone.now(), accepted_by=by)
        )
        if not used:
            raise InvitationUsed
        return take_up_role(
            by=by,
            user=by,
            role=invitation.role,
            fieldlab=invitation.fieldlab,
            employer=invitation.employer,
        )
