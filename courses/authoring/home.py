"""The first page of the admin: what waits for the person who opens it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from courses.authoring.listing import module_rows, modules_of
from courses.authoring.review import waiting
from courses.queries import assesses_somewhere, open_for_assessment
from lms.accounts.models import User
from lms.core.registry import waiting_items
from lms.organisations.models import Invitation, Role
from lms.organisations.queries import managed_fieldlabs


class WaitingPanel(Component):
    """Modules to look at or to work on, practicals, open invitations, and what other apps add."""

    template_name = "courses/authoring/home_panel.html"
    order = 10

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        rows = module_rows(self.user, list(modules_of(self.user)))
        reviews = waiting(self.user)
        to_review = {submission.module_key for submission, _title in reviews}
        return {
            "reviews": reviews,
            "changes": [row for row in rows if row.status == "changes"],
            "drafts": [
                row for row in rows if row.status == "draft" or (row.status == "published" and row.changed)
            ],
            "in_review": [
                row for row in rows if row.status == "review" and row.page.translation_key not in to_review
            ],
            "writes": bool(rows) or bool({Role.TRAINER, Role.MANAGER} & set(self.user.roles)),
            "assesses": assesses_somewhere(self.user),
            "practicals": open_for_assessment(self.user).filter(progress__awaits_practical=True).count(),
            "others": [item for item in waiting_items.run(self.user).values() if item],
            "invitations": Invitation.objects.open().filter(fieldlab__in=managed_fieldlabs(self.user)).count(),
        }
