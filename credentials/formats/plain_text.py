"""What a name, a text or an address may be that is to stand in a credential."""

from __future__ import annotations

import re
import unicodedata

LINE_CHARACTERS = "\t\n\r"
# A name with these shows other letters than it holds.
_DIRECTION_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_WEB_URL = re.compile(
    r"https?://[A-Za-z0-9.\-]+(?::[0-9]{1,5})?(?:[/?#][!#-;=?-\[\]_a-z~\u00a0-\ud7ff\uf900-\ufdcf]*)?"
)


def has_control_characters(text: str) -> bool:
    """Say whether `text` holds control characters other than tab and line ends, or half a surrogate pair."""
    if text.isprintable():
        return False
    return any(
        unicodedata.category(character) in ("Cc", "Cs") and character not in LINE_CHARACTERS for character in text
    )


def is_plain(text: str, *, many_lines: bool = False) -> bool:
    """Whether `text` shows what it holds: no control characters, no direction overrides.

    Tabs and line ends are allowed with `many_lines` only.
    """
    one_line = many_lines or not any(character in LINE_CHARACTERS for character in text)
    return one_line and not has_control_characters(text) and not _DIRECTION_OVERRIDES.search(text)


def is_web_address(value: str) -> bool:
    """Whether `value` is an http(s) URL as Open Badges 3.0 takes it: no name or password, ASCII in the host."""
    return bool(_WEB_URL.fullmatch(value))
