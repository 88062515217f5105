"""An invitation that should not have been sent, or is no longer wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from lms.organisations.models import Invitation
from lms.organisations.permissions import require_may_appoint

if TYPE_CHECKING:
    from lms.accounts.models import User


def withdraw_invitation(*, by: User, invitation: Invitation) -> None:
    """End an open invitation now; an accepted one stays as it is. Raises PermissionDenied."""
    require_may_appoint(by, invitation.role, fieldlab=invitation.fieldlab, employer=invitation.employer)
    now = timezone.now()
    with transaction.atomic():
        if not Invitation.objects.open(now).filter(pk=invitation.pk).update(ended_at=now):
            return
        log(
            instance=invitation.fieldlab or invitation.employer or by,
            action="organisations.invite.withdraw",
            user=by,
            data={"invitation": str(invitation.uuid), "role": invitation.role},
        )
