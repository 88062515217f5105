"""How the holder's name was checked, and by whom: a piece of evidence in every credential.

Open Badges 3.0 has no field for it, so it is an Evidence (B.1.13): `genre` is a term of the site's vocabulary that
says in which way, `description` holds the day and who checked in a fixed form, `narrative` says it in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from credentials.formats.text import clean_text
from credentials.formats.vocabulary import FALLBACK_LANGUAGE

TERM_PREFIX = "identity-"


class IdentityWay(Enum):
    """Who checked the name, and how; from the strongest to none."""

    PRACTICAL_DOCUMENT = "practical-document"
    PRACTICAL_COMPANY_PASS = "practical-company-pass"  # noqa: S105 (a kind of pass, no password)
    PRACTICAL_KNOWN = "practical-known"
    ATTENDANCE = "attendance"
    EMPLOYER = "employer"
    SELF_DECLARED = "self-declared"


@dataclass(frozen=True)
class IdentityStatement:
    """In which way a name was checked, on which day and by whom (empty: nobody)."""

    way: IdentityWay
    on: date
    checked_by: str = ""
    language: str = FALLBACK_LANGUAGE


@dataclass(frozen=True)
class StatedIdentity:
    """What a credential says of it, read back."""

    way: IdentityWay
    on: date
    checked_by: str


TITLES: Mapping[str, str] = {
    "nl": "Controle van de naam",
    "en": "Check of the name",
    "de": "Prüfung des Namens",
}
WAYS: Mapping[IdentityWay, Mapping[str, str]] = {
    IdentityWay.PRACTICAL_DOCUMENT: {
        "nl": "Naam gecontroleerd door {who} bij de praktijkopdracht op {on}, met een identiteitsbewijs.",
        "en": "Name checked by {who} at the practical on {on}, by an identity document.",
        "de": "Name geprüft von {who} bei der Praxisaufgabe am {on}, anhand eines Ausweisdokuments.",
    },
    IdentityWay.PRACTICAL_COMPANY_PASS: {
        "nl": "Naam gecontroleerd door {who} bij de praktijkopdracht op {on}, met een bedrijfspas met foto.",
        "en": "Name checked by {who} at the practical on {on}, by a company pass with a photo.",
        "de": "Name geprüft von {who} bei der Praxisaufgabe am {on}, anhand eines Firmenausweises mit Foto.",
    },
    IdentityWay.PRACTICAL_KNOWN: {
        "nl": "Naam bevestigd door {who}, die de houder kent, bij de praktijkopdracht op {on}.",
        "en": "Name confirmed by {who}, who knows the holder, at the practical on {on}.",
        "de": "Name bestätigt von {who} (kennt die Person) bei der Praxisaufgabe am {on}.",
    },
    IdentityWay.ATTENDANCE: {
        "nl": "Naam gecontroleerd door {who} bij de bijeenkomst op {on}.",
        "en": "Name checked by {who} at the session on {on}.",
        "de": "Name geprüft von {who} bei der Veranstaltung am {on}.",
    },
    IdentityWay.EMPLOYER: {
        "nl": "Naam bevestigd door de HR-afdeling van {who} op {on}.",
        "en": "Name confirmed by the HR department of {who} on {on}.",
        "de": "Name bestätigt von der Personalabteilung von {who} am {on}.",
    },
    IdentityWay.SELF_DECLARED: {
        "nl": "Naam zoals de houder die opgaf; niemand heeft die gecontroleerd.",
        "en": "Name as the holder gave it; nobody checked it.",
        "de": "Name nach eigener Angabe; niemand hat ihn geprüft.",
    },
}
_TERM = re.compile(rf"https?://\S+/vocabulary/{TERM_PREFIX}([a-z-]+)")
_DESCRIPTION = re.compile(r"(\d{4}-\d{2}-\d{2})(?:, (.+))?")


def build_identity_evidence(
    statement: IdentityStatement, *, credential: str, vocabulary_url: str
) -> dict[str, Any]:
    """Return the Evidence that says how the name in a credential was checked; raises TextRefused."""
    who = clean_text(statement.checked_by, field="identity.checked_by") if statement.checked_by else ""
    on, language = statement.on.isoformat(), statement.language
    words = WAYS[statement.way]
    return {
        # Of its own: the assessor's number is that of the observation.
        "id": uuid5(NAMESPACE_URL, f"{credential}#identity").urn,
        "type": ["Evidence"],
        "name": TITLES.get(language, TITLES[FALLBACK_LANGUAGE]),
        "genre": f"{vocabulary_url}{TERM_PREFIX}{statement.way.value}",
        "description": f"{on}, {who}" if who else on,
        "narrative": words.get(language, words[FALLBACK_LANGUAGE]).format(who=who, on=on),
    }


def way_in(term: str) -> IdentityWay | None:
    """Return the way that a term of the vocabulary names; nothing for any other term."""
    try:
        return IdentityWay(term.removeprefix(TERM_PREFIX)) if term.startswith(TERM_PREFIX) else None
    except ValueError:
        return None


def read_identity_evidence(evidence: Mapping[str, Any]) -> StatedIdentity | None:
    """Return what an Evidence says of the check of the name; nothing where it is about something else."""
    genre, description = evidence.get("genre"), evidence.get("description")
    term = _TERM.fullmatch(genre) if isinstance(genre, str) else None
    stated = _DESCRIPTION.fullmatch(description) if isinstance(description, str) else None
    way = way_in(TERM_PREFIX + term[1]) if term else None
    if way is None or stated is None:
        return None
    try:
        return StatedIdentity(way, date.fromisoformat(stated[1]), stated[2] or "")
    except ValueError:
        return None


def label_of(way: IdentityWay) -> dict[str, str]:
    """Return in a sentence per language what a term means."""
    return {language: text.format(who="…", on="…") for language, text in WAYS[way].items()}
