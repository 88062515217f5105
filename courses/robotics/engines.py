"""The engines by version: an exercise's version pins one, and a later engine stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from courses.robotics import run
from courses.robotics.result import Result

Engine = Callable[[object, object, Collection[str] | None], Result]

ENGINES: dict[str, Engine] = {run.ENGINE: run.check}
CURRENT = run.ENGINE


def check(program: Any, cell: Any, engine: str = CURRENT, ops: Collection[str] | None = None) -> Result:
    """Judges `program` (JSON) in `cell` (JSON) by the engine of that version; `ops`: the words that are allowed.

    Never raises for any program or cell: one that is refused is a Result with a failure. Raises KeyError for an
    engine that there is not.
    """
    return ENGINES[engine](program, cell, ops)
