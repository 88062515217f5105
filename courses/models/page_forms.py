"""What the editor asks of a module's page beyond its fields."""

from __future__ import annotations

from typing import Any

from lms.core.credential_texts import ask_for_plain
from lms.organisations.own_references import OwnReferencesPageForm


class ModulePageForm(OwnReferencesPageForm):
    """Its title and texts will stand in credentials."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_for_plain(self, lines=["title", "level_not_applicable"], texts=["summary", "prerequisites"])
