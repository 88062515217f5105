from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.models import Endorsement
from lms.accounts.models import User
from lms.organisations.permissions import is_operator


def withdraw_endorsement(*, by: User, endorsement: Endorsement, reason: str = "") -> None:
    """Take an endorsement back: it stands in the endorser's list of withdrawn ones at once; again is the same.

    The operator, who does it for others, says why: everybody reads that. Raises PermissionDenied (who may speak
    for the endorser, and operators) and ValidationError.
    """
    reason = reason.strip()
    if not Endorsement.objects.visible_to(by).filter(pk=endorsement.pk).exists():
        if not is_operator(by):
            raise PermissionDenied
        if not reason:
            raise ValidationError(_("Say why: everybody who looks at it reads that."))
    with transaction.atomic():
        standing = Endorsement.objects.standing().filter(pk=endorsement.pk)
        if standing.update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_reason=reason):
            log(endorsement, "credentials.withdraw_endorsement", user=by, data={"reason": reason})
