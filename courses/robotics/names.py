"""Whether every name in a program is one of the cell's."""

from __future__ import annotations

from collections.abc import Container

from courses.robotics.cell import Cell
from courses.robotics.program import (
    All,
    Any_,
    Call,
    Condition,
    If,
    InputIs,
    Instruction,
    Move,
    Not,
    PalletFull,
    PalletTarget,
    PointTarget,
    Program,
    SensorIs,
    SetOutput,
    WaitUntil,
    While,
)


def unknown_name(instruction: Instruction, program: Program, cell: Cell) -> dict[str, str] | None:
    """The first name in an instruction that stands for nothing: {"kind", "name"}."""
    match instruction:
        case Move(to=PointTarget(point=name)):
            return _known("point", name, cell.points)
        case Move(to=PalletTarget(pallet=name)):
            return _known("pallet", name, [one.id for one in cell.pallets])
        case SetOutput(output=name):
            return _known("output", name, cell.outputs)
        case Call(procedure=name):
            return _known("procedure", name, program.procedures)
        case While(condition=condition) | If(condition=condition) | WaitUntil(until=condition):
            return _in_condition(condition, cell)
        case _:
            return None


def _in_condition(condition: Condition, cell: Cell) -> dict[str, str] | None:
    match condition:
        case SensorIs(sensor=name):
            return _known("sensor", name, [one.id for one in cell.sensors])
        case InputIs(input=name):
            return _known("input", name, [one.id for one in cell.inputs])
        case PalletFull(pallet=name):
            return _known("pallet", name, [one.id for one in cell.pallets])
        case Not(condition=inner):
            return _in_condition(inner, cell)
        case All(conditions=conditions) | Any_(conditions=conditions):
            return next((found for inner in conditions if (found := _in_condition(inner, cell))), None)
        case _:
            return None


def _known(kind: str, name: str, names: Container[str]) -> dict[str, str] | None:
    return None if name in names else {"kind": kind, "name": name}
