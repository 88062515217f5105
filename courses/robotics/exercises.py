"""The library of exercises that comes with the engine: cells, tasks, right and known-wrong programs, as data."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

LIBRARY = Path(__file__).parent / "library"


def exercise_ids() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in LIBRARY.glob("*.json")))


def exercise(name: str) -> dict[str, Any]:
    """An exercise of the library by its id, a copy of one's own; raises KeyError where there is none."""
    if name not in exercise_ids():
        raise KeyError(name)
    found: dict[str, Any] = json.loads(_text(name))
    return found


@cache
def _text(name: str) -> str:
    return (LIBRARY / f"{name}.json").read_text(encoding="utf-8")
