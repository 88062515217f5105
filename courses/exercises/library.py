"""The exercises that come with the system, with their cells: courses/robotics/library/*.json. Pure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from courses.exercises.scenarios import Cell
from courses.robotics.cell import scenario_cell

FOLDER = Path(__file__).resolve().parent.parent / "robotics" / "library"

Item = dict[str, Any]


class NotInLibrary(KeyError):
    """There is no library file of this name, or it has no such scenario."""


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def items() -> list[Item]:
    """All exercises, the easy ones first."""
    return sorted(map(read, names()), key=lambda item: (item.get("level", 0), item["id"]))


def read(name: str) -> Item:
    """The exercise of a library file; raises NotInLibrary."""
    if name not in names():
        raise NotInLibrary(name)
    item: Item = json.loads((FOLDER / f"{name}.json").read_text())
    return item


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
