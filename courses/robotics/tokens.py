"""The words of one line of a robot program's text, and the conditions in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from courses.robotics.parsing import shown
from courses.robotics.program import MAX_DEPTH

_TOKEN = re.compile(r"\s*(?:(-?\d+(?:\.\d+)?(?![\w.]))|([^\W\d][\w-]*)|(==|[(),:=]))")
COMMENT = re.compile(r"\s*(?:#.*)?$")


class LineError(Exception):
    """What is wrong with a line: a stable word and what a sentence about it needs."""

    def __init__(self, code: str, **detail: Any) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def tokens_of(line: str) -> list[str | float]:
    found: list[str | float] = []
    at = 0
    while not COMMENT.fullmatch(line, at):
        match = _TOKEN.match(line, at)
        if match is None:
            raise LineError("unreadable", text=shown(line[at:].strip()))
        number, name, sign = match.groups()
        if number is not None:
            found.append(float(number) if "." in number else int(number[:20]))
        else:
            found.append(name or sign)
        at = match.end()
    return found


class Tokens:
    """Reads one line from left to right."""

    def __init__(self, tokens: list[str | float]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> str | float | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self) -> str | float | None:
        token = self.peek()
        self.at += 1
        return token

    def expect(self, sign: str) -> None:
        token = self.take()
        if token != sign:
            raise LineError("expected", expected=sign, found="" if token is None else shown(str(token)))

    def name(self) -> str:
        token = self.take()
        if not isinstance(token, str) or not (token[0].isalpha() or token[0] == "_"):
            raise LineError("expected_name", found="" if token is None else shown(str(token)))
        return token

    def number(self) -> float:
        token = self.take()
        if not isinstance(token, int | float):
            raise LineError("expected_number", found="" if token is None else shown(str(token)))
        return token

    def argument(self) -> str:
        self.expect("(")
        name = self.name()
        self.expect(")")
        return name

    def condition(self, depth: int = 1) -> dict[str, Any]:
        """`or` binds weaker than `and`, `and` weaker than `not`; brackets make a group of their own."""
        if depth > MAX_DEPTH * 2:
            raise LineError("too_deep", high=MAX_DEPTH)
        return self.chain("or", "any", lambda: self.chain("and", "all", lambda: self.single(depth)))

    def chain(self, word: str, key: str, inner: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        found = [inner()]
        while self.peek() == word:
            self.take()
            found.append(inner())
        return found[0] if len(found) == 1 else {key: found}

    def single(self, depth: int) -> dict[str, Any]:
        if self.peek() == "(":
            self.take()
            inner = self.condition(depth + 1)
            self.expect(")")
            return inner
        word = self.name()
        if word == "not":
            if depth > MAX_DEPTH * 2:
                raise LineError("too_deep", high=MAX_DEPTH)
            return {"not": self.single(depth + 1)}
        if word in ("all", "any"):
            self.expect("(")
            inner = self.condition(depth + 1)
            self.expect(")")
            return {word: [inner]}
        if word == "holding":
            self.expect("(")
            self.expect(")")
            return {"holding": self.flag()}
        if word == "pallet_full":
            return {"pallet_full": self.argument()}
        if word == "input":
            return {"input": self.argument(), "is": self.flag()}
        if word == "sensor":
            return {"sensor": self.argument(), "is": self.value()}
        raise LineError("unknown_word", word=shown(word))

    def value(self) -> bool | str:
        if self.peek() != "==":
            return True
        self.take()
        word = self.name()
        return {"true": True, "false": False}.get(word, word)

    def flag(self) -> bool:
        value = self.value()
        if not isinstance(value, bool):
            raise LineError("expected", expected="true", found=shown(str(value)))
        return value
