"""Codes that a page shows as words; in JSON they stay the codes that they are."""

from __future__ import annotations

from typing import Self

from django.db.models import Model


class Word(str):
    """A code with the words that people have for it."""

    __slots__ = ("label",)
    label: str

    def __new__(cls, code: str, label: object) -> Self:
        word = super().__new__(cls, code)
        word.label = str(label)
        return word


def word_of(row: Model, field: str) -> Word:
    """Return the value of a field that has choices, with its words in the active language."""
    return Word(getattr(row, field), getattr(row, f"get_{field}_display")())
