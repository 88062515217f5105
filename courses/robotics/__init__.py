"""The robot exercise: programs, cells and the engine that judges them. Pure Python, knows no Django."""

from typing import Any

from courses.robotics.cell import scenario_cell
from courses.robotics.cell_parsing import CellError, parse_cell
from courses.robotics.drawing import drawing as _drawing
from courses.robotics.engines import CURRENT, ENGINES, check
from courses.robotics.parsing import parse
from courses.robotics.program import ProgramError, to_json
from courses.robotics.reading import TextError, from_text
from courses.robotics.result import Failure, GoalResult, Result
from courses.robotics.text import to_lines, to_text


def drawing(cell: dict[str, Any]) -> dict[str, Any]:
    """What a screen needs to draw a cell (JSON) and to move its arm; raises CellError where it is none."""
    return _drawing(parse_cell(cell))


__all__ = [
    "CURRENT",
    "ENGINES",
    "CellError",
    "Failure",
    "GoalResult",
    "ProgramError",
    "Result",
    "TextError",
    "check",
    "drawing",
    "from_text",
    "parse",
    "parse_cell",
    "scenario_cell",
    "to_json",
    "to_lines",
    "to_text",
]
