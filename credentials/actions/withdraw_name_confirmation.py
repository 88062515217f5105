from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from credentials.models import NameConfirmation
from lms.accounts.models import User


def withdraw_name_confirmation(*, by: User, confirmation: NameConfirmation) -> None:
    """Take a confirmation back for credentials to come; again is the same.

    Raises PermissionDenied: HR officers of the employer, and the person whose name it is.
    """
    if not NameConfirmation.objects.visible_to(by).filter(pk=confirmation.pk).exists():
        raise PermissionDenied
    with transaction.atomic():
        open_one = NameConfirmation.objects.filter(pk=confirmation.pk, withdrawn_at=None)
        if open_one.update(withdrawn_at=timezone.now()):
            log(
                confirmation,
                "credentials.name.withdraw",
                user=by,
                data={"employer": str(confirmation.employer.uuid)},
            )
