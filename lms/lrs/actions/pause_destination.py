"""A destination gets nothing for a while; what comes in meanwhile waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from lms.lrs.models import ForwardingDestination
from lms.organisations.permissions import require_operator

if TYPE_CHECKING:
    from lms.accounts.models import User


def pause_destination(*, by: User, destination: ForwardingDestination) -> None:
    """Pause `destination`: who is sending stops after the batch. Again is no error. Raises PermissionDenied."""
    require_operator(by)
    with transaction.atomic():
        row = ForwardingDestination.objects.filter(pk=destination.pk, paused_at=None)
        if row.update(paused_at=timezone.now()):
            log(instance=destination, action="lrs.destination.pause", user=by)
    destination.refresh_from_db(fields=["paused_at"])
