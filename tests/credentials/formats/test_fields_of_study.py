"""The fields of education and training, ISCED-F 2013."""

from __future__ import annotations

import pytest

from credentials.formats.fields_of_study import field_name, fields_of_study
from credentials.formats.vocabulary import LANGUAGES


def test_every_field_is_named_in_every_language() -> None:
    nameless = [
        (code, language)
        for code, names in fields_of_study().items()
        for language in LANGUAGES
        if not names.get(language)
    ]

    assert len(fields_of_study()) == 220
    assert nameless == []


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("0714", "nl", "elektronica en automatisering"),
        ("0913", "de", "Krankenpflege und Geburtshilfe"),
        ("0719", "nl", "techniek, niet elders ingedeeld"),
        ("0700", "de", "Ingenieurwesen, verarbeitendes Gewerbe und Baugewerbe nicht näher definiert"),
    ],
)
def test_a_field_is_called_what_the_reader_knows(code: str, language: str, name: str) -> None:
    assert field_name(code, language) == name
