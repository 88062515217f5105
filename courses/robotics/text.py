"""A robot program as text, both ways: `from_text` and `to_text` are each other's inverse but for the ids.

One instruction a line, four spaces a level, English words; docs/reference/robot-program.md has the whole language.
"""

from __future__ import annotations

from typing import Any

from courses.robotics.parsing import parse
from courses.robotics.program import (
    All,
    Any_,
    Body,
    Call,
    Condition,
    Grip,
    HoldingIs,
    If,
    InputIs,
    Instruction,
    Move,
    Not,
    PalletFull,
    PalletTarget,
    PointTarget,
    PoseTarget,
    Release,
    Repeat,
    SensorIs,
    SetOutput,
    Target,
    Wait,
    WaitUntil,
    While,
)

INDENT = "    "


def to_text(program: dict[str, Any]) -> str:
    """The program as text; raises ProgramError where it is none."""
    return "".join(f"{line}\n" for line, _block in to_lines(program))


def to_lines(program: dict[str, Any]) -> list[tuple[str, str | None]]:
    """Each line of the text with the id of its instruction, so that the line that runs can be lit."""
    parsed = parse(program)
    lines = _body(parsed.main, "") if parsed.main else []
    for name, body in parsed.procedures.items():
        if lines:
            lines.append(("", None))
        lines.append((f"procedure {name}:", None))
        lines.extend(_body(body, INDENT))
    return lines


def _body(body: Body, indent: str) -> list[tuple[str, str | None]]:
    if not body:
        return [(f"{indent}pass", None)]
    return [line for instruction in body for line in _instruction(instruction, indent)]


def _instruction(instruction: Instruction, indent: str) -> list[tuple[str, str | None]]:
    deeper = indent + INDENT
    match instruction:
        case Move(kind=kind, to=to, speed=speed):
            above = to.above if isinstance(to, PointTarget | PalletTarget) else 0
            words = [_target(to)]
            if speed is not None:
                words.append(f"speed={speed}")
            if above:
                words.append(f"above={above}")
            text = f"{kind}({', '.join(words)})"
        case Grip():
            text = "grip()"
        case Release():
            text = "release()"
        case Wait(seconds=seconds):
            text = f"wait({seconds})"
        case WaitUntil(until=until, timeout=timeout):
            text = f"wait_until({_condition(until)}, timeout={timeout})"
        case SetOutput(output=output, to=value):
            text = f"set({output}, {'on' if value else 'off'})"
        case Call(procedure=procedure):
            text = f"call({procedure})"
        case Repeat(times=times, body=body):
            return [(f"{indent}repeat {times}:", instruction.id), *_body(body, deeper)]
        case While(condition=condition, body=body):
            return [(f"{indent}while {_condition(condition)}:", instruction.id), *_body(body, deeper)]
        case If(condition=condition, then=then, otherwise=otherwise):
            lines = [(f"{indent}if {_condition(condition)}:", instruction.id), *_body(then, deeper)]
            return [*lines, (f"{indent}else:", None), *_body(otherwise, deeper)] if otherwise else lines
    return [(indent + text, instruction.id)]


def _target(target: Target) -> str:
    match target:
        case PointTarget(point):
            return point
        case PalletTarget(pallet):
            return f"pallet({pallet})"
        case PoseTarget(pose):
            return f"pose({', '.join(str(value) for value in pose)})"


def _condition(condition: Condition) -> str:
    match condition:
        case SensorIs(sensor, True):
            return f"sensor({sensor})"
        case SensorIs(sensor, value):
            return f"sensor({sensor}) == {value or 'false'}"
        case InputIs(name, value):
            return f"input({name})" if value else f"input({name}) == false"
        case HoldingIs(value):
            return "holding()" if value else "holding() == false"
        case PalletFull(pallet):
            return f"pallet_full({pallet})"
        case Not(inner):
            return f"not {_grouped(inner)}"
        case All(conditions):
            return (
                " and ".join(map(_grouped, conditions))
                if len(conditions) > 1
                else f"all({_condition(conditions[0])})"
            )
        case Any_(conditions):
            return (
                " or ".join(map(_grouped, conditions))
                if len(conditions) > 1
                else f"any({_condition(conditions[0])})"
            )


def _grouped(condition: Condition) -> str:
    text = _condition(condition)
    several = isinstance(condition, All | Any_) and len(condition.conditions) > 1
    return f"({text})" if several else text
