"""Which goals of a cell are reached once a run has ended."""

from __future__ import annotations

from typing import Any

from courses.robotics.cell import Goal
from courses.robotics.result import GoalResult
from courses.robotics.world import World


def judge(
    goals: tuple[Goal, ...],
    world: World,
    *,
    failed: str | None,
    time: float,
    at_home: bool,
    outputs: dict[str, bool],
) -> tuple[GoalResult, ...]:
    """One result per goal; after a failure only what was reached by then counts."""
    return tuple(
        _judged(goal, world, failed=failed, time=time, at_home=at_home, outputs=outputs) for goal in goals
    )


def _judged(
    goal: Goal, world: World, *, failed: str | None, time: float, at_home: bool, outputs: dict[str, bool]
) -> GoalResult:
    wanted: dict[str, Any] = goal.detail
    finished = failed is None
    match goal.kind:
        case "placed":
            count = sum(
                part.placed_in == wanted["in"]
                and wanted.get("colour", part.thing.colour) == part.thing.colour
                and wanted.get("part", part.id) == part.id
                for part in world.parts.values()
            )
            return GoalResult(
                goal.id, goal.kind, count >= wanted["count"], {"placed": count, "count": wanted["count"]}
            )
        case "cycle_time":
            passed = finished and time <= wanted["at_most"] + 0.000537
            return GoalResult(goal.id, goal.kind, passed, {"time": time, "at_most": wanted["at_most"]})
        case "zone_speed":
            return GoalResult(goal.id, goal.kind, finished, {})
        case "at_home":
            return GoalResult(goal.id, goal.kind, finished and at_home, {})
        case _:
            value = outputs.get(wanted["output"], False)
            return GoalResult(goal.id, goal.kind, finished and value == wanted["is"], {"is": value})
