"""Does the page of a PDF show what its embedded credential says?

A yes promises little, since a page can show more than it should; a no is worth saying loudly.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from credentials.verify.report import Check, answer

_HYPHENS = re.compile("[-\u00ad\u2010\u2011]")


def check_appearance(document: Mapping[str, Any], shown: str) -> Check:
    """Look for the title and the holder's name of a credential in the text that a page shows."""
    text = _bare(shown)
    if not text:
        return answer("appearance", "unknown", "appearance_not_readable")
    for field, value in _important(document):
        if _bare(value) not in text:
            return answer("appearance", "no", "appearance_differs", field=field, value=value[:200])
    return answer("appearance", "yes", "appearance_same")


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
    # Lines break anywhere on a page, words too, and typesetting joins letters (ﬁ) that NFKC takes apart again.
    return "".join(_HYPHENS.sub("", unicodedata.normalize("NFKC", text)).casefold().split())
