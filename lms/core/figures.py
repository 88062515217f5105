"""Figures per fieldlab that never show a number about fewer than five people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

FEWEST_PEOPLE = 5


@dataclass(frozen=True)
class Count:
    """`rows` is the number to show; `people` is how many people it is about, None where it is about none."""

    rows: int
    people: int | None = None

    @property
    def shown(self) -> int | None:
        """The number, or None where it is about too few people (nobody counts as too few, too)."""
        if self.people is not None and self.people < FEWEST_PEOPLE:
            return None
        return self.rows


@dataclass(frozen=True)
class NetworkFigure:
    """One column: its heading, and its count per fieldlab id."""

    label: _StrOrPromise
    counts: Mapping[int, Count]
    about_people: bool = True

    def of_fieldlab(self, fieldlab_id: int) -> int | None:
        nothing = Count(0, 0 if self.about_people else None)
        return self.counts.get(fieldlab_id, nothing).shown

    def total(self, fieldlab_ids: Iterable[int]) -> int | None:
        """Sum of what is shown only, so that no hidden number can be found by subtracting."""
        shown = [number for pk in fieldlab_ids if (number := self.of_fieldlab(pk)) is not None]
        if not shown and self.about_people:
            return None
        return sum(shown)
