"""A person chooses the language of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from lms.accounts.models import User


def change_language(*, by: User, language: str) -> bool:
    """Keep the choice with the account; returns False where the site does not speak this language."""
    if language not in dict(settings.LANGUAGES):
        return False
    by.language = language
    by.save(update_fields=["language"])
    return True
