"""Somebody lays down a role, or is relieved of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.core.registry import membership_end
from lms.organisations.models import Membership, Role
from lms.organisations.permissions import require_may_appoint
from lms.organisations.staff_groups import align_groups

if TYPE_CHECKING:
    from lms.accounts.models import User


def end_membership(*, by: User, membership: Membership) -> Membership:
    """End a running membership now; who gives a role may end it, and everybody their own.

    The network keeps one operator. Nothing changes where it has ended already. Raises PermissionDenied and
    ValidationError.
    """
    if membership.user_id != by.pk:
        require_may_appoint(by, membership.role, fieldlab=membership.fieldlab, employer=membership.employer)
    with transaction.atomic():
        if membership.role == Role.OPERATOR:
            _lock_operators()
        membership = Membership.objects.select_for_update().get(pk=membership.pk)
        if membership.until is not None:
            return membership
        if membership.role == Role.OPERATOR and not _other_operators(membership):
            raise ValidationError(_("The network needs at least one operator."))
        membership.until = timezone.now()
        membership.save(update_fields=["until"])
        align_groups(membership.user)
        membership_end.run(membership=membership, by=by)
        log(
            instance=membership.fieldlab or membership.employer or membership.user,
            action="organisations.role.end",
            user=by,
            data={"person": str(membership.user.uuid), "role": membership.role},
        )
    return membership


def _lock_operators() -> None:
    """Make those wait who end another operator's membership now: two could each count on the other one to stay."""
    operators = Membership.objects.filter(role=Role.OPERATOR, until=None).order_by("pk")
    list(operators.select_for_update().values_list("pk", flat=True))


def _other_operators(membership: Membership) -> bool:
    others = Membership.objects.current().exclude(pk=membership.pk)
    return others.filter(role=Role.OPERATOR, user__is_active=True).exists()
