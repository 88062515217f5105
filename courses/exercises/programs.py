"""What is asked of a robot program apart from running it. Pure.

A program on the wire is the engine's, version 1; see courses/robotics/program.py.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from courses.robotics.parsing import parse
from courses.robotics.program import op_of, to_json
from courses.robotics.reading import TextError, from_text

Program = dict[str, Any]

EMPTY: Program = {"version": 1, "main": [], "procedures": {}}


def canonical(data: object) -> Program:
    """The program in `data` in its one form; raises ProgramError for whatever is none."""
    return to_json(parse(data))


def bytes_of(program: Program) -> bytes:
    """The program as it is kept: the same bytes for the same program."""
    return json.dumps(program, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def fingerprint(program: Program) -> str:
    """The SHA-256 of what a canonical program does: ids of instructions, which each view makes anew, stay out."""
    return sha256(bytes_of(_without_ids(program))).hexdigest()


def operations_in(program: Program) -> set[str]:
    """The names of the instructions that a program uses; raises ProgramError."""
    return {op_of(instruction) for instruction in parse(program).instructions()}


def start_of(text: str) -> Program:
    """The program of a text that was checked at publishing; an empty one where it is none."""
    try:
        return from_text(text)
    except TextError:
        return EMPTY


def _without_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_ids(item) for item in value]
    if isinstance(value, dict):
        is_instruction = "op" in value
        return {name: _without_ids(item) for name, item in value.items() if not (is_instruction and name == "id")}
    return value
