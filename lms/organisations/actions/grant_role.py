"""Somebody takes up a role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.organisations.models import Employer, Fieldlab, Membership
from lms.organisations.permissions import require_may_appoint
from lms.organisations.roles import role_fits, take_up_role

if TYPE_CHECKING:
    from lms.accounts.models import User


def grant_role(
    *, by: User, user: User, role: str, fieldlab: Fieldlab | None = None, employer: Employer | None = None
) -> Membership:
    """Give `user` the role, from now on; the running membership where there is one already.

    Raises PermissionDenied (see require_may_appoint) and ValidationError where role and organisation don't fit.
    """
    require_may_appoint(by, role, fieldlab=fieldlab, employer=employer)
    if not role_fits(role, fieldlab=fieldlab, employer=employer):
        raise ValidationError(_("This role does not belong to this kind of organisation."))
    if user.erased_at:
        raise ValidationError(_("This account is erased."))
    return take_up_role(by=by, user=user, role=role, fieldlab=fieldlab, employer=employer)
