"""Validators for forms: nobody fills in what a credential refuses later."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.core.registry import address_rules, text_rules


def plain_line(text: str) -> None:
    """Raises ValidationError for a text that can't stand in a credential."""
    if not all(text_rules.run(text.strip()).values()):
        raise ValidationError(_("This holds a character that can't be seen. Type it again instead of pasting it."))


def plain_text(text: str) -> None:
    """Of several lines. Raises ValidationError for a text that can't stand in a credential."""
    if not all(text_rules.run(text.strip(), many_lines=True).values()):
        raise ValidationError(_("This holds a character that can't be seen. Type it again instead of pasting it."))


def ask_for_plain(form: forms.BaseForm, *, lines: Iterable[str], texts: Iterable[str]) -> None:
    """Have these fields of `form`, where it has them, refuse what can't stand in a credential."""
    for names, rule in ((lines, plain_line), (texts, plain_text)):
        for name in names:
            if name in form.fields:
                form.fields[name].validators.append(rule)


def web_address(value: str) -> None:
    """Raises ValidationError for an address that can't stand in a credential."""
    if not all(address_rules.run(value).values()):
        raise ValidationError(
            _("Credentials can't hold this address. Leave out letters with accents in its name, and passwords.")
        )
