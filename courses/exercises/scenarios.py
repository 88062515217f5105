"""From a robot exercise and its cell to the situations that a program is checked in. Pure.

A cell is the engine's, version 1 (mm and degrees); see courses/robotics.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from courses.robotics.cell import scenario_cell
from courses.structure import Exercise, Scenario

Cell = dict[str, Any]


# What each goal and change must have before it means anything.
NEEDED = {
    "placed": ("into", "count"),
    "cycle_time": ("at_most",),
    "output": ("output",),
    "feeder": ("feeder", "colours"),
    "part": ("part",),
    "input": ("input",),
}


@dataclass(frozen=True)
class Situation:
    """A scenario with the whole cell as it is then, goals included."""

    scenario: Scenario
    cell: Cell


@dataclass(frozen=True)
class Unknown:
    """What an exercise names and its cell does not have: `kind` is feeder, part, input, output, place or zone."""

    kind: str
    name: str


def situations_of(exercise: Exercise, cells: Mapping[int, Cell]) -> list[Situation]:
    """The scenarios in order, the visible ones first; `cells` are all that the exercise uses, by their id.

    What a change names and the cell lacks changes nothing.
    """
    goals = goals_of(exercise)
    ordered = sorted(exercise.scenarios, key=lambda scenario: scenario.hidden)
    return [
        Situation(scenario, changed({**cell_in(exercise, scenario, cells), "goals": goals}, scenario.changes))
        for scenario in ordered
    ]


def cell_in(exercise: Exercise, scenario: Scenario, cells: Mapping[int, Cell]) -> Cell:
    """The exercise's own cell, or with what is otherwise in the scenario's; the robot stays the same."""
    own = cells[exercise.cell or 0]
    return scenario_cell(own, {"changes": cells[scenario.cell]}) if scenario.cell else own


def goals_of(exercise: Exercise) -> list[dict[str, Any]]:
    """The goals as the engine reads them; their ids, unlike those of blocks, start with a letter."""
    return [
        {"id": f"goal-{number}", "kind": goal["type"], **_goal(goal["type"], goal["value"])}
        for number, goal in enumerate(exercise.goals, start=1)
    ]


def _goal(kind: str, value: Mapping[str, Any] | None) -> dict[str, Any]:
    given = value or {}
    match kind:
        case "placed":
            which = {name: given[name] for name in ("part", "colour") if given.get(name)}
            return {**which, "in": given["into"], "count": given["count"]}
        case "cycle_time":
            return {"at_most": float(given["at_most"])}
        case "output":
            return {"output": given["output"], "is": bool(given["on"])}
    return {}


def changed(cell: Cell, changes: Sequence[Mapping[str, Any]]) -> Cell:
    """A copy of `cell` with the raw `changes` of a scenario applied."""
    result = deepcopy(cell)
    for change in changes:
        value = change["value"]
        match change["type"]:
            case "feeder":
                for feeder in _named(result, "feeders", value["feeder"]):
                    feeder["parts"] = colours_in(value["colours"])
            case "part" if value.get("gone"):
                result["parts"] = [part for part in result.get("parts", []) if part["id"] != value["part"]]
            case "part":
                for part in _named(result, "parts", value["part"]):
                    _move(part, value)
            case "input":
                for signal in _named(result, "inputs", value["input"]):
                    signal["value"] = bool(value.get("on"))
    return result


def colours_in(text: str) -> list[str]:
    return [colour.strip() for colour in text.split(",") if colour.strip()]


def _named(cell: Cell, list_name: str, name: str) -> Iterator[dict[str, Any]]:
    return (item for item in cell.get(list_name) or [] if item["id"] == name)


def _move(part: dict[str, Any], value: Mapping[str, Any]) -> None:
    if value.get("colour"):
        part["colour"] = value["colour"]
    at = part["at"]
    for axis, moved in (("x", "dx"), ("y", "dy"), ("z", "dz"), ("rz", "drz")):
        if value.get(moved):
            at[axis] = at.get(axis, 0) + value[moved]


def has_gaps(exercise: Exercise) -> bool:
    """Whether a goal, a change or a program that must fail still lacks something, as in a draft it may."""
    things = [*exercise.goals, *(change for scenario in exercise.scenarios for change in scenario.changes)]
    return any(not item.program or not item.failure for item in exercise.wrong) or any(
        (thing["value"] or {}).get(name) in (None, "")
        for thing in things
        for name in NEEDED.get(thing["type"], ())
    )


def unknown_in(exercise: Exercise, cells: Mapping[int, Cell]) -> list[Unknown]:
    """What goals and scenarios name and their cell does not have, each once."""
    found = []
    for scenario in exercise.scenarios:
        cell = cell_in(exercise, scenario, cells)
        there = things_in(cell)
        named = [(change["type"], change["value"][change["type"]]) for change in scenario.changes]
        named += [name for goal in exercise.goals for name in _named_by(goal["type"], goal["value"] or {})]
        found += [Unknown(kind, name) for kind, name in named if name not in there[kind]]
    return list(dict.fromkeys(found))


def things_in(cell: Cell) -> dict[str, set[str]]:
    """The ids in a cell by what they are of; a cell with a zone has the zone without a name."""
    return {
        "feeder": _ids(cell, "feeders"),
        "part": _ids(cell, "parts"),
        "input": _ids(cell, "inputs"),
        "output": _ids(cell, "outputs"),
        "place": _ids(cell, "bins") | _ids(cell, "pallets"),
        "zone": {""} if cell.get("zone") else set(),
    }


def _named_by(kind: str, value: Mapping[str, Any]) -> list[tuple[str, str]]:
    match kind:
        case "placed":
            return [("place", value["into"]), *([("part", value["part"])] if value.get("part") else [])]
        case "output":
            return [("output", value["output"])]
        case "zone_speed":
            return [("zone", "")]
    return []


def _ids(cell: Cell, list_name: str) -> set[str]:
    return {item["id"] for item in cell.get(list_name) or []}
