"""Narrowing a list down by facets: within one facet any choice fits, between facets all must.

Pure: modules come in as values per facet, chosen values from the address.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

Values = Mapping[str, frozenset[str]]

# Where the workload of a module falls: the name of the range and the hours up to which it goes.
DURATIONS = (("2", Decimal(2)), ("4", Decimal(4)), ("8", Decimal(8)))
LONGER = "more"
NO_LEVEL = "none"


@dataclass(frozen=True)
class Entry:
    """One module as facets see it: for each facet, the values that it has."""

    key: UUID
    values: Values


def duration_of(hours: Decimal) -> str:
    """The name of the range that `hours` fall in."""
    return next((name for name, most in DURATIONS if hours <= most), LONGER)


def chosen_values(asked: Mapping[str, Iterable[str]], entries: Iterable[Entry]) -> dict[str, frozenset[str]]:
    """What was asked for, per facet, without values that no module has."""
    known: dict[str, set[str]] = {}
    for entry in entries:
        for facet, values in entry.values.items():
            known.setdefault(facet, set()).update(values)
    chosen = {facet: frozenset(values) & known.get(facet, set()) for facet, values in asked.items()}
    return {facet: values for facet, values in chosen.items() if values}


def fits(entry: Entry, chosen: Values, *, leaving_out: str = "") -> bool:
    """Whether `entry` has one of the chosen values in every facet but `leaving_out`."""
    return all(values & entry.values[facet] for facet, values in chosen.items() if facet != leaving_out)


def count_values(entries: Iterable[Entry], chosen: Values, facet: str) -> Counter[str]:
    """How many modules each value of `facet` would show, given what is chosen in the other facets."""
    return Counter(
        value for entry in entries if fits(entry, chosen, leaving_out=facet) for value in entry.values[facet]
    )
