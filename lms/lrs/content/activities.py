"""Activities that statements name, and the one definition that many statements give them; pure.

xAPI 1.0.3, part 2, 2.4.4.1 and part 3, 2.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from lms.lrs.records import JSONObject

# Merged entry by entry; of anything else the last one counts.
MAPS: Final = frozenset({"name", "description", "extensions"})


def activities_in(data: JSONObject) -> Iterator[JSONObject]:
    """Yield the activities that a valid statement names: object, context activities, those of its SubStatement."""
    target = data["object"]
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        yield target
    elif kind == "SubStatement":
        yield from activities_in(target)
    for given in data.get("context", {}).get("contextActivities", {}).values():
        yield from [given] if isinstance(given, dict) else given


def merged_definition(definitions: Iterable[JSONObject]) -> JSONObject:
    """Return one definition of several, oldest first: all languages and extensions, the newest of all else."""
    result: JSONObject = {}
    for definition in definitions:
        for name, value in definition.items():
            known = result.get(name)
            result[name] = {**known, **value} if name in MAPS and isinstance(known, dict) else value
    return result
