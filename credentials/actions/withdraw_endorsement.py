from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from credentials.models import Endorsement
from lms.accounts.models import User


def withdraw_endorsement(*, by: User, endorsement: Endorsement) -> None:
    """Take an endorsement back: it stands in the endorser's list of withdrawn ones at once; again is the same.

    Raises PermissionDenied (who may speak for the endorser, and operators).
    """
    may = Endorsement.objects.visible_to(by).filter(pk=endorsement.pk).exists()
    if not may and "operator" not in by.roles:
        raise PermissionDenied
    with transaction.atomic():
        standing = Endorsement.objects.standing().filter(pk=endorsement.pk)
        if standing.update(withdrawn_at=timezone.now()):
            log(endorsement, "credentials.withdraw_endorsement", user=by)
