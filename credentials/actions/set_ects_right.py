from __future__ import annotations

from django.db import transaction
from wagtail.log_actions import log

from credentials.models import EctsRight
from lms.accounts.models import User
from lms.organisations.models import Fieldlab
from lms.organisations.permissions import require_operator


def set_ects_right(*, by: User, fieldlab: Fieldlab, allowed: bool) -> None:
    """Say whether a fieldlab may award ECTS; again changes nothing. Raises PermissionDenied (operators only).

    What was published with ECTS stays.
    """
    require_operator(by)
    with transaction.atomic():
        had = EctsRight.objects.select_for_update().filter(fieldlab=fieldlab)
        if allowed == had.exists():
            return
        if allowed:
            EctsRight.objects.create(fieldlab=fieldlab, said_by=by)
        else:
            had.delete()
        log(fieldlab, "credentials.ects", user=by, data={"allowed": allowed})
