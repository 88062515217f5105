"""What this app holds about a person: roles, and invitations sent to their addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.db.models import Q

from lms.accounts.audit_lines import erase_labels
from lms.organisations.actions.end_membership import end_membership
from lms.organisations.models import Fieldlab, Invitation, Membership

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lms.accounts.models import User


def export(user: User) -> dict[str, Any]:
    memberships = Membership.objects.filter(user=user).select_related("fieldlab", "employer").order_by("since")
    invitations = _invitations_to(user).select_related("fieldlab", "employer").order_by("created_at")
    return {
        "roles": [
            {
                "role": membership.get_role_display(),
                "organisation": str(membership.fieldlab or membership.employer or ""),
                "since": membership.since,
                "until": membership.until,
            }
            for membership in memberships
        ],
        "invitations": [
            {
                "email": invitation.email,
                "role": invitation.get_role_display(),
                "organisation": str(invitation.fieldlab or invitation.employer or ""),
                "sent": invitation.sent_at,
                "accepted": invitation.accepted_at,
            }
            for invitation in invitations
        ],
    }


def erase(user: User) -> int:
    """End every running role, and remove the invitations sent to this person's addresses.

    The memberships themselves stay, with the erased account: who had a role when is what signatures lean on.
    """
    running = Membership.objects.current().filter(user=user).select_related("fieldlab", "employer")
    for membership in running:
        end_membership(by=user, membership=membership)
    erase_labels(Membership.objects.filter(user=user))
    erase_labels(_invitations_to(user))
    Fieldlab.objects.filter(outside_approver=user).update(outside_approver=None)
    removed, _rows = _invitations_to(user).delete()
    return running.count() + removed


def _invitations_to(user: User) -> QuerySet[Invitation]:
    addresses = [email.lower() for email in EmailAddress.objects.filter(user=user).values_list("email", flat=True)]
    return Invitation.objects.filter(Q(accepted_by=user) | Q(email__in=addresses))
