"""What a destination would not take is offered to it once more, after somebody looked at why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from lms.lrs.forwarding.remote import RemoteUnavailable
from lms.lrs.forwarding.waiting import packed, store_of, version_of
from lms.lrs.models import ForwardingDestination
from lms.organisations.permissions import require_operator

if TYPE_CHECKING:
    from lms.accounts.models import User

AT_ONCE = 50


def resend_refused(*, by: User, destination: ForwardingDestination) -> tuple[int, int]:
    """Send up to AT_ONCE refused statements, the oldest first, one by one; returns how many were taken, and not.

    Stops where the store can't be reached. Raises PermissionDenied (the operator only).
    """
    require_operator(by)
    store = store_of(destination)
    taken = refused = 0
    for refusal in destination.refusals.select_related("statement").order_by("at", "pk")[:AT_ONCE]:
        try:
            with packed([refusal.statement]) as body:
                answer = store.send(body, version=version_of(refusal.statement))
        except RemoteUnavailable:
            break
        if answer.is_done or answer.status == 409:
            refusal.delete()
            taken += 1
        else:
            refusal.status, refusal.reason, refusal.at = answer.status, answer.reason, timezone.now()
            refusal.save(update_fields=["status", "reason", "at"])
            refused += 1
    with transaction.atomic():
        log(instance=destination, action="lrs.destination.resend", user=by, data={"taken": taken})
    return taken, refused
