"""On the operator's first page of the admin: whether programs and machines were refused lately."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from lms.accounts.models import User
from lms.lrs.admin.counters import refused_lately
from lms.lrs.reading.browsing import keys_seen_by


class TrafficPanel(Component):  # type: ignore[misc]
    """How often each client was refused in the last seven days, the most often first."""

    template_name = "lrs/admin/traffic_panel.html"
    order = 30

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"refused": refused_lately(keys_seen_by(self.user), timezone.now())}
