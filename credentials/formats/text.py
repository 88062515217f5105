"""Texts and identifiers as they may stand in a credential."""

from __future__ import annotations

import re

from credentials.formats.errors import EncodingRefused, TextRefused
from credentials.formats.plain_text import is_plain, is_web_address

_URN_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DID = re.compile(r"did:[a-z0-9]+:[A-Za-z0-9._:%\-]+")


def clean_text(text: str, *, field: str, many_lines: bool = False) -> str:
    """Return `text` without space around it.

    Raises TextRefused for control characters and direction overrides.

    Tabs and line ends are allowed with `many_lines` only.
    """
    stripped = text.strip()
    if not is_plain(stripped, many_lines=many_lines):
        raise TextRefused("control_characters", field=field)
    return stripped


def clean_identifier(value: str, *, field: str) -> str:
    """Return `value` if it is a urn:uuid, an http(s) URL or a DID (Open Badges 3.0: URI).

    Raises EncodingRefused.
    """
    if not (_URN_UUID.fullmatch(value) or is_web_address(value) or _DID.fullmatch(value)):
        raise EncodingRefused("identifier_malformed", field=field, value=value[:80])
    return value
