"""Does a page or drawing show what its embedded credential says?

A yes promises little, since a page can show more than it should; a no is worth saying loudly.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from credentials.verifier.report import Check, answer

_HYPHENS = re.compile("[-\u2010\u2011]")
# What has no look of its own, beside the format characters (Cf): variation selectors.
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# How our certificates write a letter that no font has.
_SPELT = re.compile(r"\[U\+([0-9A-F]{4,6})\]")


def check_appearance(document: Mapping[str, Any], shown: str) -> Check:
    """Look for the title and the holder's name of a credential in the text that a page shows."""
    text = _bare(shown)
    if not text:
        return answer("appearance", "unknown", "appearance_not_readable")
    for field, value in _important(document):
        if not _shows(text, value):
            return answer("appearance", "no", "appearance_differs", field=field, value=value[:200])
    return answer("appearance", "yes", "appearance_same")


def text_of_another(document: Mapping[str, Any], shown: str) -> str | None:
    """Return the first line of text in a drawing that the credential nowhere says; None if it says all of them."""
    said = [_bare(text) for text in _texts(document)]
    for line in shown.splitlines():
        bare = _bare(line)
        if bare and not any(bare in text for text in said):
            return line.strip()
    return None


def _shows(text: str, value: str) -> bool:
    bare = _bare(value)
    # Letters that join, or run from right to left, come out of a page in another order: all of them is enough.
    return bare in text or (_is_reordered(value) and not Counter(bare) - Counter(text))


def _is_reordered(value: str) -> bool:
    return any(
        unicodedata.bidirectional(letter) in ("R", "AL") or unicodedata.category(letter) in ("Mn", "Mc")
        for letter in unicodedata.normalize("NFKC", value)
    )


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, str):
            yield current
        elif isinstance(current, Mapping | list):
            waiting.extend(current.values() if isinstance(current, Mapping) else current)


def _important(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    subject = document.get("credentialSubject")
    subject = subject if isinstance(subject, dict) else {}
    achievement = subject.get("achievement")
    title = achievement.get("name") if isinstance(achievement, dict) else document.get("name")
    if isinstance(title, str):
        yield "name", title
    identities = subject.get("identifier")
    for identity in identities if isinstance(identities, list) else [identities]:
        if isinstance(identity, dict) and identity.get("identityType") == "name" and not identity.get("hashed"):
            yield "identityHash", str(identity.get("identityHash"))


def _bare(text: str) -> str:
    text = _SPELT.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)), text)
    # Lines break anywhere on a page, words too, and typesetting joins letters (ﬁ) that NFKC takes apart again.
    text = _SELECTORS.sub("", _HYPHENS.sub("", unicodedata.normalize("NFKC", text))).casefold()
    return "".join(letter for letter in text if not letter.isspace() and unicodedata.category(letter) != "Cf")
