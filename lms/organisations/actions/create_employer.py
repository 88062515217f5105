"""A company joins, so that its workers can share with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from lms.organisations.actions.invite import invite
from lms.organisations.models import Employer, Role
from lms.organisations.permissions import require_operator

if TYPE_CHECKING:
    from lms.accounts.models import User


def create_employer(
    *, by: User, name: str, kvk_number: str, hr_email: str = "", site: str | None = None
) -> Employer:
    """Make an employer and, where `hr_email` is given, invite its first HR officer there.

    Raises PermissionDenied (operators only) and ValidationError.
    """
    require_operator(by)
    with transaction.atomic():
        employer = Employer(name=name, kvk_number=kvk_number)
        employer.full_clean()
        employer.save()
        log(instance=employer, action="wagtail.create", user=by)
        if hr_email:
            invite(by=by, email=hr_email, role=Role.HR, employer=employer, site=site)
    return employer
