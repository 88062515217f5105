"""An employer's name or KvK number changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from lms.organisations.models import Employer
from lms.organisations.permissions import require_operator

if TYPE_CHECKING:
    from lms.accounts.models import User


def update_employer(*, by: User, employer: Employer, name: str, kvk_number: str) -> Employer:
    """Change an employer. Raises PermissionDenied (operators only) and ValidationError."""
    require_operator(by)
    with transaction.atomic():
        employer = Employer.objects.select_for_update().get(pk=employer.pk)
        employer.name = name
        employer.kvk_number = kvk_number
        employer.full_clean()
        employer.save()
        log(instance=employer, action="wagtail.edit", user=by)
    return employer
