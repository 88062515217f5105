"""A destination gets statements again, from where it stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from lms.core.queue import queue_on_commit
from lms.lrs.models import ForwardingDestination
from lms.organisations.permissions import require_operator

if TYPE_CHECKING:
    from lms.accounts.models import User


def resume_destination(*, by: User, destination: ForwardingDestination) -> None:
    """End the pause, and the wait after a failure, too: it is tried at once. Raises PermissionDenied."""
    require_operator(by)
    with transaction.atomic():
        ForwardingDestination.objects.filter(pk=destination.pk).update(paused_at=None, retry_at=None)
        log(instance=destination, action="lrs.destination.resume", user=by)
        queue_on_commit("lms.lrs.tasks.forward", destination.pk)
    destination.refresh_from_db(fields=["paused_at", "retry_at"])
