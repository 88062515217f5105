"""A hub's name or its short name in links changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from lms.organisations.models import Hub
from lms.organisations.permissions import require_operator

if TYPE_CHECKING:
    from lms.accounts.models import User


def update_hub(*, by: User, hub: Hub, name: str, slug: str) -> Hub:
    """Change a hub. Raises PermissionDenied (operators only) and ValidationError."""
    require_operator(by)
    with transaction.atomic():
        hub = Hub.objects.select_for_update().get(pk=hub.pk)
        hub.name = name
        hub.slug = slug
        hub.full_clean()
        hub.save()
        log(instance=hub, action="wagtail.edit", user=by)
    return hub
