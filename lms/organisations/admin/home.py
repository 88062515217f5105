"""What the operator sees on the first page of the admin: how the network stands, and where the work is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from lms.accounts.models import User
from lms.organisations.figures import table_for
from lms.organisations.queries import open_invitations


class NetworkPanel(Component):  # type: ignore[misc]
    """The network's figures, nothing below five people; open invitations; the tasks of an operator."""

    template_name = "organisations/admin/network_panel.html"
    order = 20

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        table = table_for(self.user)
        total = table.rows[-1].shown if table.rows else []
        return {
            "figures": list(zip(table.headings, total, strict=True)) if total else [],
            "invitations": open_invitations(self.user).count(),
            "tasks": [
                (_("Make a fieldlab"), reverse("fieldlabs:add")),
                (_("Add an employer"), reverse("employers:add")),
                (_("Invite somebody"), reverse("invitations:add")),
                (_("People and roles"), reverse("staff:index")),
            ],
        }
