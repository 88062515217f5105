"""Texts and identifiers as they may stand in a credential."""

from __future__ import annotations

import re

from credentials.formats.errors import EncodingRefused, TextRefused
from credentials.formats.structure import LINE_CHARACTERS, has_control_characters

# A name with these shows other letters than it holds.
_DIRECTION_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_URN_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_WEB_URL = re.compile(
    r"https?://[A-Za-z0-9.\-]+(?::[0-9]{1,5})?(?:[/?#][!#-;=?-\[\]_a-z~\u00a0-\ud7ff\uf900-\ufdcf]*)?"
)
_DID = re.compile(r"did:[a-z0-9]+:[A-Za-z0-9._:%\-]+")


def clean_text(text: str, *, field: str, many_lines: bool = False) -> str:
    """Return `text` without space around it.

    Raises TextRefused for control characters and direction overrides.

    Tabs and line ends are allowed with `many_lines` only.
    """
    stripped = text.strip()
    one_line = many_lines or not any(character in LINE_CHARACTERS for character in stripped)
    if not one_line or has_control_characters(stripped) or _DIRECTION_OVERRIDES.search(stripped):
        raise TextRefused("control_characters", field=field)
    return stripped


def clean_identifier(value: str, *, field: str) -> str:
    """Return `value` if it is a urn:uuid, an http(s) URL or a DID (Open Badges 3.0: URI).

    Raises EncodingRefused.
    """
    if not (_URN_UUID.fullmatch(value) or _WEB_URL.fullmatch(value) or _DID.fullmatch(value)):
        raise EncodingRefused("identifier_malformed", field=field, value=value[:80])
    return value
