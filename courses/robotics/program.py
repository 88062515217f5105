"""The robot program, version 1: typed, and parsed from whatever a browser sends.

Lengths in mm, angles in degrees, speeds in mm/s (moveL) and deg/s (moveJ), times in s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

VERSION = 1
MAX_BYTES = 64_000
MAX_INSTRUCTIONS = 500
MAX_DEPTH = 12
MAX_CONDITIONS = 1_000
MAX_PROCEDURES = 50


class ProgramError(Exception):
    """A program that is refused: `reason` is a stable word, `path` says where, `block` in which instruction."""

    def __init__(self, reason: str, path: str, block: str | None = None, **detail: Any) -> None:
        super().__init__(f"{path}: {reason}")
        self.reason = reason
        self.path = path
        self.block = block
        self.detail = detail


@dataclass(frozen=True, slots=True)
class PointTarget:
    point: str
    above: float = 0.0


@dataclass(frozen=True, slots=True)
class PoseTarget:
    """A pose of the TCP in the cell: x, y, z in mm; rx, ry, rz in degrees."""

    pose: tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class PalletTarget:
    """The next free place of a pallet."""

    pallet: str
    above: float = 0.0


Target = PointTarget | PoseTarget | PalletTarget


@dataclass(frozen=True, slots=True)
class SensorIs:
    sensor: str
    value: bool | str


@dataclass(frozen=True, slots=True)
class InputIs:
    input: str
    value: bool


@dataclass(frozen=True, slots=True)
class HoldingIs:
    value: bool


@dataclass(frozen=True, slots=True)
class PalletFull:
    pallet: str


@dataclass(frozen=True, slots=True)
class Not:
    condition: Condition


@dataclass(frozen=True, slots=True)
class All:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any_:
    conditions: tuple[Condition, ...]


Condition = SensorIs | InputIs | HoldingIs | PalletFull | Not | All | Any_


@dataclass(frozen=True, slots=True)
class Move:
    """moveJ or moveL; without a speed the robot's usual one. Unit of speed: deg/s for moveJ, mm/s for moveL."""

    id: str
    kind: Literal["moveJ", "moveL"]
    to: Target
    speed: float | None = None


@dataclass(frozen=True, slots=True)
class Grip:
    id: str


@dataclass(frozen=True, slots=True)
class Release:
    id: str


@dataclass(frozen=True, slots=True)
class Wait:
    id: str
    seconds: float


@dataclass(frozen=True, slots=True)
class WaitUntil:
    id: str
    until: Condition
    timeout: float


@dataclass(frozen=True, slots=True)
class SetOutput:
    id: str
    output: str
    to: bool


@dataclass(frozen=True, slots=True)
class Repeat:
    id: str
    times: int
    body: Body


@dataclass(frozen=True, slots=True)
class While:
    id: str
    condition: Condition
    body: Body


@dataclass(frozen=True, slots=True)
class If:
    id: str
    condition: Condition
    then: Body
    otherwise: Body = ()


@dataclass(frozen=True, slots=True)
class Call:
    id: str
    procedure: str


Instruction = Move | Grip | Release | Wait | WaitUntil | SetOutput | Repeat | While | If | Call
Body = tuple[Instruction, ...]

OPS = ("moveJ", "moveL", "grip", "release", "wait", "set", "repeat", "while", "if", "call")


@dataclass(frozen=True, slots=True)
class Program:
    main: Body
    procedures: dict[str, Body]

    def instructions(self) -> Iterator[Instruction]:
        """Every instruction, in the order in which it is written."""
        yield from walk(self.main)
        for body in self.procedures.values():
            yield from walk(body)


def walk(body: Body) -> Iterator[Instruction]:
    for instruction in body:
        yield instruction
        match instruction:
            case Repeat(body=inner) | While(body=inner):
                yield from walk(inner)
            case If(then=then, otherwise=otherwise):
                yield from walk(then)
                yield from walk(otherwise)


def op_of(instruction: Instruction) -> str:
    """The word for an instruction on the wire."""
    match instruction:
        case Move(kind=kind):
            return kind
        case WaitUntil():
            return "wait"
        case SetOutput():
            return "set"
        case _:
            return type(instruction).__name__.lower()


def _target_json(target: Target) -> dict[str, Any]:
    match target:
        case PointTarget(point, above):
            return {"point": point, **({"above": above} if above else {})}
        case PalletTarget(pallet, above):
            return {"pallet": pallet, **({"above": above} if above else {})}
        case PoseTarget(pose):
            return {"pose": dict(zip(("x", "y", "z", "rx", "ry", "rz"), pose, strict=True))}


def _condition_json(condition: Condition) -> dict[str, Any]:
    match condition:
        case SensorIs(sensor, value):
            return {"sensor": sensor, "is": value}
        case InputIs(name, value):
            return {"input": name, "is": value}
        case HoldingIs(value):
            return {"holding": value}
        case PalletFull(pallet):
            return {"pallet_full": pallet}
        case Not(inner):
            return {"not": _condition_json(inner)}
        case All(conditions):
            return {"all": [_condition_json(inner) for inner in conditions]}
        case Any_(conditions):
            return {"any": [_condition_json(inner) for inner in conditions]}


def _body_json(body: Body) -> list[dict[str, Any]]:
    return [_instruction_json(instruction) for instruction in body]


def _instruction_json(instruction: Instruction) -> dict[str, Any]:
    result: dict[str, Any] = {"id": instruction.id, "op": op_of(instruction)}
    match instruction:
        case Move(to=to, speed=speed):
            result["to"] = _target_json(to)
            if speed is not None:
                result["speed"] = speed
        case Wait(seconds=seconds):
            result["seconds"] = seconds
        case WaitUntil(until=until, timeout=timeout):
            result |= {"until": _condition_json(until), "timeout": timeout}
        case SetOutput(output=output, to=value):
            result |= {"output": output, "to": value}
        case Repeat(times=times, body=body):
            result |= {"times": times, "body": _body_json(body)}
        case While(condition=condition, body=body):
            result |= {"if": _condition_json(condition), "body": _body_json(body)}
        case If(condition=condition, then=then, otherwise=otherwise):
            result |= {"if": _condition_json(condition), "then": _body_json(then)}
            if otherwise:
                result["else"] = _body_json(otherwise)
        case Call(procedure=procedure):
            result["procedure"] = procedure
    return result


def to_json(program: Program) -> dict[str, Any]:
    """The program on the wire, in its one canonical form: whole numbers as int, what is not needed left out."""
    return {
        "version": VERSION,
        "main": _body_json(program.main),
        "procedures": {name: _body_json(body) for name, body in program.procedures.items()},
    }
