"""The cells of the exercises that come with the system (courses/robotics/library), to copy from. Pure."""

from __future__ import annotations

from typing import Any

from courses.exercises.scenarios import Cell
from courses.robotics.cell import scenario_cell
from courses.robotics.exercises import exercise, exercise_ids

Item = dict[str, Any]


class NotInLibrary(KeyError):
    """There is no exercise of this name, or it has no such scenario."""


def items() -> list[Item]:
    """All exercises, the easy ones first."""
    return sorted(map(exercise, exercise_ids()), key=lambda item: (item.get("level", 0), item["id"]))


def read(name: str) -> Item:
    """One exercise; raises NotInLibrary."""
    try:
        return exercise(name)
    except KeyError as error:
        raise NotInLibrary(name) from error


def cell_of(item: Item, scenario: str) -> Cell:
    """The cell of an exercise, or as it is in one of its scenarios; raises NotInLibrary."""
    if not scenario:
        return dict(item["cell"])
    for found in item["scenarios"]:
        if found["id"] == scenario:
            return scenario_cell(item["cell"], found)
    raise NotInLibrary(scenario)


def key_of(name: str, scenario: str) -> str:
    """By what a copy of a cell is found again."""
    return f"{name}#{scenario}" if scenario else name


def title_of(item: Item, scenario: str, language: str) -> str:
    """What people call the cell of an exercise or of one of its scenarios."""
    titles = [item["title"], *(found["title"] for found in item["scenarios"] if found["id"] == scenario)]
    return ": ".join(title.get(language) or title["en"] for title in titles)
