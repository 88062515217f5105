"""A new region in the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from lms.organisations.models import Hub
from lms.organisations.permissions import require_operator

if TYPE_CHECKING:
    from lms.accounts.models import User


def create_hub(*, by: User, name: str, slug: str) -> Hub:
    """Make a hub. Raises PermissionDenied (operators only) and ValidationError."""
    require_operator(by)
    with transaction.atomic():
        hub = Hub(name=name, slug=slug)
        hub.full_clean()
        hub.save()
        log(instance=hub, action="wagtail.create", user=by)
    return hub
