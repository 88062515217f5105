"""How names of skills are compared: without capitals and accents, the same in every database. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def folded(text: str) -> str:
    """Return `text` in small letters without accents, with single spaces."""
    for _ in range(2):  # Small letters of some compatibility characters come apart again.
        text = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(letter for letter in text if not unicodedata.combining(letter)).split())


def words_of(names: Iterable[str]) -> str:
    """Return all names folded, each once, one a line."""
    return "\n".join(dict.fromkeys(folded(name) for name in names if name.strip()))


def rank_of(query: str, label: str, names: Iterable[str]) -> tuple[int, int, str]:
    """Return how well a skill fits a folded `query`; the smaller, the better.

    First whose own name is it, or begins with it, or holds it at the beginning of a word, then who has such
    another name; of two that fit the same, the shorter.
    """
    own = folded(label)
    if own == query:
        place = 0
    elif own.startswith(query):
        place = 1
    elif f" {query}" in own:
        place = 2
    elif query in own:
        place = 3
    elif any(folded(name).startswith(query) for name in names):
        place = 4
    else:
        place = 5
    return place, len(own), own
