"""From arbitrary JSON to a program: every limit is looked at before any work is done."""

from __future__ import annotations

import re
from typing import Any

from courses.robotics.program import (
    MAX_BYTES,
    MAX_CONDITIONS,
    MAX_DEPTH,
    MAX_INSTRUCTIONS,
    MAX_PROCEDURES,
    OPS,
    VERSION,
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
    Program,
    ProgramError,
    Release,
    Repeat,
    SensorIs,
    SetOutput,
    Target,
    Wait,
    WaitUntil,
    While,
)

NAME = re.compile(r"[^\W\d][\w-]{0,39}")
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
_AXES = ("x", "y", "z", "rx", "ry", "rz")
MAX_LENGTH, MAX_ANGLE, MAX_ABOVE = 5_000, 720, 1_000
MAX_SPEED = {"moveJ": 180, "moveL": 1_000}
MAX_WAIT, MAX_TIMES = 120, 1_000

_FIELDS = {
    "moveJ": ({"to"}, {"speed"}),
    "moveL": ({"to"}, {"speed"}),
    "grip": (set(), set()),
    "release": (set(), set()),
    "wait": (set(), {"seconds", "until", "timeout"}),
    "set": ({"output", "to"}, set()),
    "repeat": ({"times", "body"}, set()),
    "while": ({"if", "body"}, set()),
    "if": ({"if", "then"}, {"else"}),
    "call": ({"procedure"}, set()),
}


def parse(data: object) -> Program:
    """The program in `data`; raises ProgramError, and nothing else, for whatever is none."""
    return _Parser().program(data)


def shown(key: object) -> str:
    """A key as it may appear in a path: printable and short."""
    text = key if isinstance(key, str) else type(key).__name__
    return "".join(letter if letter.isprintable() else "?" for letter in text[:40])


class _Parser:
    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.block: str | None = None
        self.conditions = 0

    def fail(self, reason: str, path: str, **detail: Any) -> ProgramError:
        return ProgramError(reason, path, self.block, **detail)

    def record(self, data: object, path: str, needed: set[str], optional: set[str]) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise self.fail("not_an_object", path)
        if len(data) > len(needed) + len(optional):
            extra = next(key for key in data if key not in needed and key not in optional)
            raise self.fail("unknown_key", f"{path}.{shown(extra)}")
        for key in data:
            if key not in needed and key not in optional:
                raise self.fail("unknown_key", f"{path}.{shown(key)}")
        for key in sorted(needed):
            if key not in data:
                raise self.fail("missing", f"{path}.{key}")
        return data

    def number(self, data: object, path: str, low: float, high: float) -> float:
        """A whole number stays one, so that a program is written back as it came."""
        if isinstance(data, bool) or not isinstance(data, int | float):
            raise self.fail("not_a_number", path)
        if not low <= data <= high:
            raise self.fail("out_of_range", path, low=low, high=high)
        rounded = round(float(data), 4)
        return int(rounded) if rounded == int(rounded) else rounded

    def name(self, data: object, path: str) -> str:
        if not isinstance(data, str) or len(data) > 40 or not NAME.fullmatch(data):
            raise self.fail("bad_name", path)
        return data

    def flag(self, data: object, path: str) -> bool:
        if not isinstance(data, bool):
            raise self.fail("not_a_flag", path)
        return data

    def program(self, data: object) -> Program:
        fields = self.record(data, "program", {"version", "main"}, {"procedures"})
        version = fields["version"]
        if isinstance(version, bool) or version != VERSION:
            raise self.fail("unknown_version", "version")
        main = self.body(fields["main"], "main", 1)
        procedures = fields.get("procedures", {})
        if not isinstance(procedures, dict):
            raise self.fail("not_an_object", "procedures")
        if len(procedures) > MAX_PROCEDURES:
            raise self.fail("too_many_procedures", "procedures", high=MAX_PROCEDURES)
        bodies = {}
        for name, body in procedures.items():
            path = f"procedures.{shown(name)}"
            self.block = None
            bodies[self.name(name, path)] = self.body(body, path, 1)
        return Program(main, bodies)

    def body(self, data: object, path: str, depth: int) -> Body:
        if not isinstance(data, list):
            raise self.fail("not_a_list", path)
        if depth > MAX_DEPTH:
            raise self.fail("too_deep", path, high=MAX_DEPTH)
        if len(data) + len(self.ids) > MAX_INSTRUCTIONS:
            raise self.fail("too_many_instructions", path, high=MAX_INSTRUCTIONS)
        return tuple(self.instruction(item, f"{path}[{at}]", depth) for at, item in enumerate(data))

    def instruction(self, data: object, path: str, depth: int) -> Instruction:
        self.block = None
        if not isinstance(data, dict):
            raise self.fail("not_an_object", path)
        block, op = data.get("id"), data.get("op")
        if not isinstance(block, str) or len(block) > 40 or not _ID.fullmatch(block):
            raise self.fail("bad_id", f"{path}.id")
        if block in self.ids:
            raise self.fail("same_id_twice", f"{path}.id")
        if len(self.ids) >= MAX_INSTRUCTIONS:
            raise self.fail("too_many_instructions", path, high=MAX_INSTRUCTIONS)
        self.ids.add(block)
        self.block = block
        if not isinstance(op, str) or op not in OPS:
            raise self.fail("unknown_op", f"{path}.op")
        needed, optional = _FIELDS[op]
        fields = self.record(data, path, {"id", "op", *needed}, optional)
        return self.fields(block, op, fields, path, depth)

    def fields(self, block: str, op: str, fields: dict[str, Any], path: str, depth: int) -> Instruction:
        match op:
            case "moveJ" | "moveL":
                speed = fields.get("speed")
                if speed is not None:
                    speed = self.number(speed, f"{path}.speed", 1, MAX_SPEED[op])
                return Move(block, op, self.target(fields["to"], f"{path}.to"), speed)  # type: ignore[arg-type]
            case "grip":
                return Grip(block)
            case "release":
                return Release(block)
            case "wait":
                return self.wait(block, fields, path)
            case "set":
                return SetOutput(
                    block, self.name(fields["output"], f"{path}.output"), self.flag(fields["to"], f"{path}.to")
                )
            case "repeat":
                times = self.number(fields["times"], f"{path}.times", 0, MAX_TIMES)
                if not isinstance(times, int):
                    raise self.fail("not_whole", f"{path}.times")
                return Repeat(block, times, self.body(fields["body"], f"{path}.body", depth + 1))
            case "while":
                condition = self.condition(fields["if"], f"{path}.if", 1)
                return While(block, condition, self.body(fields["body"], f"{path}.body", depth + 1))
            case "if":
                condition = self.condition(fields["if"], f"{path}.if", 1)
                then = self.body(fields["then"], f"{path}.then", depth + 1)
                otherwise = self.body(fields.get("else", []), f"{path}.else", depth + 1)
                return If(block, condition, then, otherwise)
            case _:
                return Call(block, self.name(fields["procedure"], f"{path}.procedure"))

    def wait(self, block: str, fields: dict[str, Any], path: str) -> Instruction:
        if "until" in fields:
            if "seconds" in fields:
                raise self.fail("unknown_key", f"{path}.seconds")
            if "timeout" not in fields:
                raise self.fail("missing", f"{path}.timeout")
            until = self.condition(fields["until"], f"{path}.until", 1)
            return WaitUntil(block, until, self.number(fields["timeout"], f"{path}.timeout", 0, MAX_WAIT))
        if "timeout" in fields:
            raise self.fail("unknown_key", f"{path}.timeout")
        if "seconds" not in fields:
            raise self.fail("missing", f"{path}.seconds")
        return Wait(block, self.number(fields["seconds"], f"{path}.seconds", 0, MAX_WAIT))

    def target(self, data: object, path: str) -> Target:
        if isinstance(data, dict) and "pose" in data:
            pose = self.record(self.record(data, path, {"pose"}, set())["pose"], f"{path}.pose", set(_AXES), set())
            values = [
                self.number(pose[axis], f"{path}.pose.{axis}", -limit, limit)
                for axis, limit in zip(_AXES, [MAX_LENGTH] * 3 + [MAX_ANGLE] * 3, strict=True)
            ]
            return PoseTarget((values[0], values[1], values[2], values[3], values[4], values[5]))
        kind = "pallet" if isinstance(data, dict) and "pallet" in data else "point"
        fields = self.record(data, path, {kind}, {"above"})
        above = self.number(fields.get("above", 0), f"{path}.above", 0, MAX_ABOVE)
        name = self.name(fields[kind], f"{path}.{kind}")
        return PalletTarget(name, above) if kind == "pallet" else PointTarget(name, above)

    def condition(self, data: object, path: str, depth: int) -> Condition:
        self.conditions += 1
        if self.conditions > MAX_CONDITIONS:
            raise self.fail("too_many_conditions", path, high=MAX_CONDITIONS)
        if depth > MAX_DEPTH:
            raise self.fail("too_deep", path, high=MAX_DEPTH)
        if not isinstance(data, dict):
            raise self.fail("not_an_object", path)
        if "sensor" in data:
            fields = self.record(data, path, {"sensor", "is"}, set())
            value = fields["is"]
            value = value if isinstance(value, bool) else self.name(value, f"{path}.is")
            if value in ("true", "false"):
                raise self.fail("bad_name", f"{path}.is")
            return SensorIs(self.name(fields["sensor"], f"{path}.sensor"), value)
        if "input" in data:
            fields = self.record(data, path, {"input", "is"}, set())
            return InputIs(self.name(fields["input"], f"{path}.input"), self.flag(fields["is"], f"{path}.is"))
        if "holding" in data:
            return HoldingIs(self.flag(self.record(data, path, {"holding"}, set())["holding"], f"{path}.holding"))
        if "pallet_full" in data:
            fields = self.record(data, path, {"pallet_full"}, set())
            return PalletFull(self.name(fields["pallet_full"], f"{path}.pallet_full"))
        if "not" in data:
            return Not(self.condition(self.record(data, path, {"not"}, set())["not"], f"{path}.not", depth + 1))
        for key, kind in (("all", All), ("any", Any_)):
            if key in data:
                items = self.record(data, path, {key}, set())[key]
                if not isinstance(items, list):
                    raise self.fail("not_a_list", f"{path}.{key}")
                if not 1 <= len(items) <= MAX_CONDITIONS:
                    raise self.fail("out_of_range", f"{path}.{key}", low=1, high=MAX_CONDITIONS)
                return kind(
                    tuple(self.condition(item, f"{path}.{key}[{at}]", depth + 1) for at, item in enumerate(items))
                )
        raise self.fail("unknown_condition", path)


__all__ = ["MAX_BYTES", "parse"]
