"""Validators for forms: what can stand in a credential."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.core.plain_text import is_plain, is_web_address


def plain_line(text: str) -> None:
    """Raises ValidationError for a text that can't stand in a credential."""
    if not is_plain(text.strip()):
        raise ValidationError(_("This holds a character that can't be seen. Type it again instead of pasting it."))


def web_address(value: str) -> None:
    """Raises ValidationError for an address that can't stand in a credential."""
    if not is_web_address(value):
        raise ValidationError(
            _("Credentials can't hold this address. Leave out letters with accents in its name, and passwords.")
        )
