"""What a module is called now, whichever of its versions somebody follows."""

from __future__ import annotations

from uuid import UUID

from courses.models import ModuleText
from courses.models.versions import text_in


def module_title(module_key: UUID, language: str) -> str:
    """The title of its newest version in `language`, or else in the module's own; that there is one is known."""
    texts = ModuleText.objects.filter(version__module_key=module_key, version__superseded_at=None)
    found = list(texts.select_related("version").defer("outcomes"))
    return text_in(found, language, found[0].version.source_language).title
