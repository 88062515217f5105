"""What is recorded about a person as pages that people read: kinds of data, each with its items, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

# Where exports say when something was; the first that an item has counts.
DATES = ("when", "at", "enrolled_at", "started_at", "created_at", "since", "sent", "given", "made", "last_seen_at")
# A page of items that hold lists is longer for the eye than one of plain lines.
PLAIN_ITEMS = 25
NESTED_ITEMS = 10


@dataclass(frozen=True)
class Kind:
    """One kind of data of an app: `items` newest first, or `facts` where it is a single thing."""

    part: str
    name: str
    items: list[Any]
    facts: Any = None

    @property
    def newest(self) -> datetime | None:
        return moment_of(self.items[0]) if self.items else None

    @property
    def per_page(self) -> int:
        nested = any(isinstance(value, list) and value for item in self.items for value in values_of(item))
        return NESTED_ITEMS if nested else PLAIN_ITEMS


def kinds_of(part: str, data: Any) -> Iterator[Kind]:
    """The kinds in what an app exports: lists by name, and single things."""
    for name, value in data.items() if isinstance(data, Mapping) else [(part, data)]:
        if isinstance(value, list):
            yield Kind(part, name, newest_first(value))
        else:
            yield Kind(part, name, [], facts=value)


def newest_first(items: list[Any]) -> list[Any]:
    """The items by their date; those without one stay behind, in their order."""
    dated = [item for item in items if moment_of(item)]
    undated = [item for item in items if not moment_of(item)]
    return sorted(dated, key=lambda item: str(moment_of(item)), reverse=True) + undated


def moment_of(item: Any) -> datetime | None:
    """When an item was, in UTC."""
    for name in DATES:
        value = item.get(name) if isinstance(item, Mapping) else None
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                continue
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value, time())
        if isinstance(value, datetime):
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return None


def values_of(item: Any) -> list[Any]:
    return list(item.values()) if isinstance(item, Mapping) else []
