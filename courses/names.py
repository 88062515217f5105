"""The name on a document, beside the name of an account: what can be a name, and when two are the same."""

from __future__ import annotations

import unicodedata

# Some scripts join and separate letters within a word with these.
JOINERS = "\u200c\u200d"


def can_be_a_name(name: str) -> bool:
    """Whether `name` has letters, and no characters that can't be seen or that turn a text around."""
    unseen = any(unicodedata.category(sign).startswith("C") and sign not in JOINERS for sign in name)
    return any(sign.isalpha() for sign in name) and not unseen


def is_same_name(one: str, other: str) -> bool:
    """Whether two names differ in capitals, accents and spaces at most."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in apart if not sign.isspace() and not unicodedata.combining(sign))
