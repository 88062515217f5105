"""The fields of education and training of ISCED-F 2013, with names. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from credentials.formats.vocabulary import FALLBACK_LANGUAGE

_FILE = Path(__file__).parent / "vocabularies" / "isced_f.json"


@cache
def fields_of_study() -> Mapping[str, Mapping[str, str]]:
    """All fields: names by language, by code; codes of 2 (broad), 3 (narrow) and 4 digits (detailed)."""
    found: dict[str, dict[str, str]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def field_name(code: str, language: str) -> str:
    """What the field with `code` is called, or else in English; empty for a code that there is not."""
    names = fields_of_study().get(code, {})
    return names.get(language) or names.get(FALLBACK_LANGUAGE, "")
