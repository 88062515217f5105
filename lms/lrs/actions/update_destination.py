"""A destination gets another name, address, key or filter; how far it is stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from lms.lrs.actions.create_destination import check_destination
from lms.lrs.forwarding.waiting import wrap_secret
from lms.lrs.models import ForwardingDestination
from lms.organisations.models import Fieldlab
from lms.organisations.permissions import require_operator

if TYPE_CHECKING:
    from lms.accounts.models import User


def update_destination(
    *,
    by: User,
    destination: ForwardingDestination,
    name: str,
    endpoint: str,
    key: str,
    secret: str = "",
    fieldlab: Fieldlab | None = None,
    verbs: Sequence[str] = (),
    activities: Sequence[str] = (),
) -> None:
    """Change `destination`; an empty `secret` keeps the one it has. It is tried again at once.

    Raises PermissionDenied (the operator only) and ValidationError.
    """
    require_operator(by)
    check_destination(endpoint=endpoint, verbs=verbs, activities=activities)
    destination.name, destination.endpoint, destination.key = name, endpoint, key
    destination.fieldlab, destination.verbs, destination.activities = fieldlab, list(verbs), list(activities)
    destination.retry_at = None
    fields = ["name", "endpoint", "key", "fieldlab", "verbs", "activities", "retry_at"]
    if secret:
        wrap_secret(destination, secret)
        fields.append("wrapped_secret")
    with transaction.atomic():
        destination.full_clean()
        # Not the whole row: somebody may be sending.
        destination.save(update_fields=fields)
        log(instance=destination, action="wagtail.edit", user=by)
