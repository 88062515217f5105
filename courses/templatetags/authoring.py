"""What stands above a module in the editor: its lessons, its languages, what is still missing."""

from __future__ import annotations

from typing import Any

from django import template

from courses.models import ModulePage
from courses.publishing.contents import unchanged_version
from courses.publishing.drafts import latest_draft
from courses.publishing.rules import problems_of

register = template.Library()


@register.inclusion_tag("courses/authoring/module_overview_content.html")
def module_overview(page: ModulePage) -> dict[str, Any]:
    """The state of a module that exists; for a new one only how it goes."""
    if not page.pk:
        return {"module": None}
    draft = latest_draft(page)
    text = next((item for item in draft.texts if item.module.pk == page.pk), draft.source)
    return {
        "module": page,
        "source": draft.source.module,
        "is_source": page.pk == draft.source.module.pk,
        "lessons": text.lessons,
        "problems": problems_of(draft, run=False),
        "unchanged": unchanged_version(draft),
        "in_review": draft.source.module.workflow_in_progress,
    }
