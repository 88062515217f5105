"""What granting a role and accepting an invitation have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from lms.organisations.models import (
    EMPLOYER_ROLES,
    FIELDLAB_ROLES,
    STAFF_ROLES,
    Employer,
    Fieldlab,
    Membership,
    Role,
)
from lms.organisations.staff_groups import align_groups

if TYPE_CHECKING:
    from lms.accounts.models import User


def role_fits(role: str, *, fieldlab: Fieldlab | None, employer: Employer | None) -> bool:
    if role in FIELDLAB_ROLES:
        return fieldlab is not None and employer is None
    if role in EMPLOYER_ROLES:
        return employer is not None and fieldlab is None
    return role == Role.OPERATOR and fieldlab is None and employer is None


def take_up_role(
    *, by: User, user: User, role: str, fieldlab: Fieldlab | None, employer: Employer | None
) -> Membership:
    """Start the membership, or return the running one; the caller has checked that it is allowed."""
    with transaction.atomic():
        membership, created = Membership.objects.get_or_create(
            user=user, role=role, fieldlab=fieldlab, employer=employer, until=None
        )
        if created:
            if role in STAFF_ROLES:
                align_groups(user)
            log(
                instance=fieldlab or employer or user,
                action="organisations.role.grant",
                user=by,
                data={"person": str(user.uuid), "role": str(role)},
            )
    return membership
