"""What the fields of the network accept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

colour_validator = RegexValidator(r"^#[0-9a-fA-F]{6}$", gettext_lazy("Write a colour as #1a2b3c."))
kvk_validator = RegexValidator(r"^[0-9]{8}$", gettext_lazy("A KvK number has eight digits."))


def refuse_reserved(slug: str) -> None:
    """Raise ValidationError for a language's code or the first word of one of the site's addresses."""
    if slug in reserved():
        raise ValidationError(_("The site itself uses this name in its addresses. Choose another one."))


def reserved() -> set[str]:
    return {code for code, _name in settings.LANGUAGES} | set(_first_words(get_resolver().url_patterns))


def _first_words(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        word = str(pattern.pattern).lstrip("^").partition("/")[0]
        if word:
            yield word
        elif isinstance(pattern, URLResolver):
            yield from _first_words(pattern.url_patterns)
