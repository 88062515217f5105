"""From a request's body to statements, each with its text exactly as sent; pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import isfinite
from typing import Any, NoReturn

from lms.lrs.records import BodyTooLarge, JSONObject, Problem, ReceivedStatement, StatementRefused
from lms.lrs.requests.limits import MAX_BATCH, MAX_NESTING

WHITESPACE = " \t\n\r"


def _refuse(message: str, path: str = "", clause: str = "RFC 8259") -> NoReturn:
    raise StatementRefused(Problem(path, message, clause))


def _unique(pairs: list[tuple[str, Any]]) -> JSONObject:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                _refuse("stands in an object twice", name, "part 2, 2.4")
            seen.add(name)
    return result


def _no_constant(name: str) -> NoReturn:
    _refuse(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        _refuse(f"{text} is too large a number")
    return number


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite)


@contextmanager
def _strictly(path: str) -> Iterator[None]:
    """Refuse what the decoder stumbles over; `path` is where its text stands."""
    try:
        yield
    except StatementRefused as refused:
        raise StatementRefused(refused.problem.within(path) if path else refused.problem) from refused
    except RecursionError:
        _refuse("the JSON is nested too deeply", path, "limit of this site")
    except json.JSONDecodeError as error:
        _refuse(f"not JSON: {error}", path)
    except ValueError:
        _refuse("has a number of too many digits", path, "limit of this site")


def parsed(text: str, path: str = "") -> Any:
    """Parse JSON strictly: no doubled names, no NaN, no endless numbers. `path`: where the text stands."""
    with _strictly(path):
        return _DECODER.decode(text)


def received(text: str, data: Any, path: str = "") -> ReceivedStatement:
    """Return a statement with its text; raises StatementRefused where it is nested beyond MAX_NESTING."""
    # Who opens no more brackets than that is no deeper.
    if text.count("{") + text.count("[") > MAX_NESTING:
        level = [data]
        for _ in range(MAX_NESTING):
            level = [item for holder in level for item in _items_of(holder)]
        if any(isinstance(item, dict | list) for item in level):
            message = f"objects and lists are nested more than {MAX_NESTING} deep"
            _refuse(message, path, clause="limit of this site")
    return ReceivedStatement(text, data)


def _items_of(holder: Any) -> Iterable[Any]:
    if isinstance(holder, dict):
        return holder.values()
    return holder if isinstance(holder, list) else ()


def received_in(body: bytes) -> list[ReceivedStatement]:
    """Return the statements of a body: one object, or a list of at most MAX_BATCH.

    Raises StatementRefused where it is not strict JSON in UTF-8, BodyTooLarge beyond MAX_BATCH.
    """
    text = _text_of(body)
    if text[:1] != "[":
        return [received(text, parsed(text))]
    statements: list[ReceivedStatement] = []
    position = _skip(text, 1)
    if text[position:] == "]":
        return statements
    while True:
        path = f"[{len(statements)}]"
        with _strictly(path):
            data, end = _DECODER.raw_decode(text, position)
        statements.append(received(text[position:end], data, path))
        if len(statements) > MAX_BATCH:
            raise BodyTooLarge
        position = _skip(text, end)
        separator = text[position : position + 1]
        position = _skip(text, position + 1)
        if separator == "]" and position == len(text):
            return statements
        if separator != ",":
            _refuse(f"not JSON: a comma is missing (char {end})")


def received_one(body: bytes) -> ReceivedStatement:
    """Return the one statement of a body; raises StatementRefused where it is not one in strict JSON and UTF-8."""
    text = _text_of(body)
    data = parsed(text)
    if not isinstance(data, dict):
        _refuse("must be one object", clause="part 3, 2.1.1")
    return received(text, data)


def _text_of(body: bytes) -> str:
    try:
        return body.decode("utf-8").strip(WHITESPACE)
    except UnicodeDecodeError:
        _refuse("the body is not UTF-8")


def _skip(text: str, position: int) -> int:
    while text[position : position + 1] and text[position] in WHITESPACE:
        position += 1
    return position


def members_of(raw: str) -> list[tuple[str, str]]:
    """Return the names and the exact texts of the values of a JSON object that is known to be valid."""
    members: list[tuple[str, str]] = []
    position = _skip(raw, 1)
    while raw[position] != "}":
        name, position = _DECODER.raw_decode(raw, position)
        position = _skip(raw, _skip(raw, position) + 1)
        _, end = _DECODER.raw_decode(raw, position)
        members.append((name, raw[position:end]))
        position = _skip(raw, end)
        if raw[position] == ",":
            position = _skip(raw, position + 1)
    return members
