"""Reads the text of a robot program; what is wrong is told line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from courses.robotics.parsing import parse, shown
from courses.robotics.program import MAX_BYTES, MAX_DEPTH, ProgramError, to_json
from courses.robotics.tokens import COMMENT, LineError, Tokens, tokens_of

MAX_LINES = 2_000
MAX_PROBLEMS = 20


class TextError(Exception):
    """`problems`: [{"line": from 1, "code": a stable word, "detail": {}}]; the sentences are the screen's."""

    def __init__(self, problems: list[dict[str, Any]]) -> None:
        super().__init__(f"{len(problems)} problems, the first in line {problems[0]['line']}")
        self.problems = problems


@dataclass
class _Open:
    """A body that takes the lines that are indented by `indent`; None until its first line."""

    opener: int
    body: list[dict[str, Any]]
    indent: int | None


def from_text(text: str) -> dict[str, Any]:
    """The program in its canonical JSON, each instruction with the id `l<line>`; raises TextError."""
    if len(text) > MAX_BYTES or text.count("\n") > MAX_LINES:
        raise TextError([{"line": 1, "code": "too_long", "detail": {"high": MAX_BYTES, "lines": MAX_LINES}}])
    reader = _Reader()
    for number, line in enumerate(re.split("\r\n|\r|\n", text), 1):
        reader.line(number, line.expandtabs(4))
        if len(reader.problems) >= MAX_PROBLEMS:
            break
    reader.close(len(reader.stack) - 1)
    if reader.problems:
        raise TextError(reader.problems)
    try:
        return to_json(parse({"version": 1, "main": reader.main, "procedures": reader.procedures}))
    except ProgramError as error:
        line = int(error.block[1:]) if error.block else 1
        problem = {
            "line": line,
            "code": error.reason,
            "detail": {"path": error.path.rpartition(".")[2], **error.detail},
        }
        raise TextError([problem]) from error


class _Reader:
    def __init__(self) -> None:
        self.main: list[dict[str, Any]] = []
        self.procedures: dict[str, list[dict[str, Any]]] = {}
        self.stack = [_Open(0, self.main, 0)]
        self.problems: list[dict[str, Any]] = []

    def problem(self, line: int, code: str, **detail: Any) -> None:
        self.problems.append({"line": line, "code": code, "detail": detail})

    def close(self, count: int) -> None:
        for _ in range(count):
            ended = self.stack.pop()
            if ended.indent is None and ended.opener:
                self.problem(ended.opener, "empty_body")

    def line(self, number: int, line: str) -> None:
        if COMMENT.fullmatch(line):
            return
        indent = len(line) - len(line.lstrip())
        if self.stack[-1].indent is None:
            outer = self.stack[-2].indent or 0
            if indent > outer:
                self.stack[-1].indent = indent
        depth = next((at for at in reversed(range(len(self.stack))) if self.stack[at].indent == indent), None)
        if depth is None:
            self.problem(number, "bad_indent")
            return
        self.close(len(self.stack) - 1 - depth)
        try:
            _Line(self, number, indent, tokens_of(line)).read()
        except LineError as error:
            self.problem(number, error.code, **error.detail)
            if line.split("#", maxsplit=1)[0].rstrip().endswith(":"):
                # What it would have opened is read on, and is no problem of its own.
                self.stack.append(_Open(0, [], None))


class _Line(Tokens):
    def __init__(self, reader: _Reader, number: int, indent: int, tokens: list[str | float]) -> None:
        super().__init__(tokens)
        self.reader, self.line, self.indent = reader, number, indent

    def read(self) -> None:
        word = self.name()
        if word == "procedure":
            self.procedure()
        elif word == "else":
            self.otherwise()
        elif word == "pass":
            self.end()
        else:
            instruction = {"id": f"l{self.line}", "op": word, **self.instruction(word)}
            if word == "wait_until":
                instruction["op"] = "wait"
            if word in ("repeat", "while", "if"):
                self.opens(instruction["then" if word == "if" else "body"])
            else:
                self.end()
            self.current().append(instruction)

    def current(self) -> list[dict[str, Any]]:
        return next(one.body for one in reversed(self.reader.stack) if one.indent is not None)

    def end(self) -> None:
        if self.peek() is not None:
            raise LineError("too_much", found=shown(str(self.peek())))

    def opens(self, body: list[dict[str, Any]]) -> None:
        self.expect(":")
        self.end()
        if len(self.reader.stack) > MAX_DEPTH + 1:
            raise LineError("too_deep", high=MAX_DEPTH)
        self.reader.stack.append(_Open(self.line, body, None))

    def procedure(self) -> None:
        name = self.name()
        if self.indent:
            raise LineError("procedure_inside")
        if name in self.reader.procedures:
            raise LineError("same_procedure_twice", name=name)
        body: list[dict[str, Any]] = []
        self.opens(body)
        self.reader.procedures[name] = body

    def otherwise(self) -> None:
        body = self.current()
        if not body or body[-1]["op"] != "if" or "else" in body[-1]:
            raise LineError("else_without_if")
        inner: list[dict[str, Any]] = []
        self.opens(inner)
        body[-1]["else"] = inner

    def instruction(self, word: str) -> dict[str, Any]:
        match word:
            case "moveJ" | "moveL":
                return self.move()
            case "grip" | "release":
                self.expect("(")
                self.expect(")")
                return {}
            case "wait":
                self.expect("(")
                seconds = self.number()
                self.expect(")")
                return {"seconds": seconds}
            case "wait_until":
                self.expect("(")
                until = self.condition()
                for token in (",", "timeout", "="):
                    self.expect(token)
                timeout = self.number()
                self.expect(")")
                return {"until": until, "timeout": timeout}
            case "set":
                self.expect("(")
                output = self.name()
                self.expect(",")
                value = self.name()
                if value not in ("on", "off"):
                    raise LineError("expected", expected="on", found=shown(value))
                self.expect(")")
                return {"output": output, "to": value == "on"}
            case "repeat":
                return {"times": self.number(), "body": []}
            case "while":
                return {"if": self.condition(), "body": []}
            case "if":
                return {"if": self.condition(), "then": []}
            case "call":
                return {"procedure": self.argument()}
        raise LineError("unknown_word", word=shown(word))

    def move(self) -> dict[str, Any]:
        self.expect("(")
        result: dict[str, Any] = {"to": self.target()}
        while self.peek() == ",":
            self.take()
            word = self.name()
            if word not in ("speed", "above"):
                raise LineError("unknown_word", word=shown(word))
            into = result if word == "speed" else result["to"]
            if word in into:
                raise LineError("too_much", found=word)
            self.expect("=")
            into[word] = self.number()
        self.expect(")")
        return result

    def target(self) -> dict[str, Any]:
        name = self.name()
        if self.peek() != "(":
            return {"point": name}
        if name == "pallet":
            return {"pallet": self.argument()}
        if name != "pose":
            raise LineError("unknown_word", word=shown(name))
        values = []
        for sign in "(,,,,,":
            self.expect(sign)
            values.append(self.number())
        self.expect(")")
        return {"pose": dict(zip(("x", "y", "z", "rx", "ry", "rz"), values, strict=True))}
