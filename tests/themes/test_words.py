"""Words and dates of others that we say in our own way."""

from __future__ import annotations

import ast
import gettext as catalogues
from datetime import UTC, datetime
from pathlib import Path

import allauth
import django
import pytest
import wagtail
from django.template import Context, Template
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext, ngettext, override

from themes import borrowed_words


def borrowed() -> set[str]:
    """The messages in borrowed_words, those with a plural by their singular."""
    calls = (node for node in ast.walk(ast.parse(Path(borrowed_words.__file__).read_text())))
    return {node.args[0].value for node in calls if isinstance(node, ast.Call)}  # type: ignore[attr-defined]


def words_of_others() -> set[str]:
    """Every message that the libraries have in Dutch."""
    found: set[str] = set()
    for library in (django, wagtail, allauth):
        for path in Path(library.__file__).parent.rglob("locale/nl/LC_MESSAGES/django.mo"):
            with path.open("rb") as file:
                messages = catalogues.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
            found |= {message if isinstance(message, str) else message[0] for message in messages}
    return found


def test_every_borrowed_message_is_still_one_of_theirs() -> None:
    assert len(borrowed()) > 20
    assert borrowed() - words_of_others() == set()


@pytest.mark.parametrize(
    ("message", "ours"),
    [
        (
            "The page could not be created due to validation errors.",
            "De pagina is nog niet bewaard. Kijk bij de rode velden wat er nog niet klopt.",
        ),
        ("Page types", "Soorten pagina's"),
        ("Page locked", "Op slot"),
        (
            "The email address and/or password you specified are not correct.",
            "Dit e-mailadres en dit wachtwoord horen niet bij elkaar. Kijk ze na en probeer het nog eens.",
        ),
    ],
)
def test_our_words_go_before_theirs(message: str, ours: str) -> None:
    with override("nl"):
        assert gettext(message) == ours


def test_our_words_know_one_and_many() -> None:
    one = "Ensure this value has at most %(limit_value)d character (it has %(show_value)d)."
    many = "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d)."
    with override("nl"):
        text = ngettext(one, many, 150) % {"limit_value": 150, "show_value": 10_000}
    assert text == "Dit is te lang: er passen hier 150 tekens, en je hebt er 10000."


MOMENT = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DATE_FORMAT", "22 November 2026"),
        ("SHORT_DATE_FORMAT", "22 November 2026"),
        ("DATETIME_FORMAT", "22 November 2026, 14:02"),
        ("SHORT_DATETIME_FORMAT", "22 November 2026, 14:02"),
        ("TIME_FORMAT", "14:02"),
    ],
)
def test_dates_in_english_have_one_form(name: str, text: str) -> None:
    with override("en"):
        assert date_format(MOMENT, name) == text
        assert (
            Template("{{ at|date:name }}").render(Context({"at": MOMENT.replace(tzinfo=None), "name": name}))
            == text
        )
        assert get_format("FIRST_DAY_OF_WEEK") == 1
