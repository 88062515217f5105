"""What all parts of a statement are checked with."""

from __future__ import annotations

from typing import Any, Final

from lms.lrs.formats import is_iri, is_language_tag, is_uuid, parse_timestamp
from lms.lrs.records import JSONObject, Problem

MAX_NESTING: Final = 20


class Broken(Exception):
    """A rule is broken. `clause`: a bare number is one of part 2 of xAPI 1.0.3."""

    def __init__(self, path: str, message: str, clause: str) -> None:
        self.problem = Problem(path, message, f"part 2, {clause}" if clause[:1].isdigit() else clause)


def check_object(data: object, path: str, allowed: frozenset[str], clause: str) -> JSONObject:
    """Return `data`, an object with nothing but `allowed` properties, none of them null."""
    if not isinstance(data, dict):
        raise Broken(path, "must be an object", clause)
    if not data.keys() <= allowed:
        stray = next(name for name in data if name not in allowed)
        raise Broken(f"{path}.{stray}" if path else stray, "is not a property that may stand here", "2.2")
    if None in data.values():
        empty = next(name for name, value in data.items() if value is None)
        raise Broken(f"{path}.{empty}" if path else empty, "must not be null", "2.2")
    return data


def items_of(data: object, path: str, clause: str) -> list[tuple[str, Any]]:
    if not isinstance(data, list):
        raise Broken(path, "must be a list", clause)
    return [(f"{path}[{index}]", item) for index, item in enumerate(data)]


def check_text(data: object, path: str, clause: str) -> None:
    if not isinstance(data, str):
        raise Broken(path, "must be a text", clause)


def check_iri(data: object, path: str, clause: str) -> None:
    if not is_iri(data):
        raise Broken(path, "is missing" if data is None else "must be an IRI with a scheme", clause)


def check_uuid(data: object, path: str, clause: str) -> None:
    if not is_uuid(data):
        raise Broken(path, "is missing" if data is None else "must be a UUID", clause)


def check_timestamp(data: object, path: str, is_2_0: bool, clause: str) -> None:
    if not isinstance(data, str) or parse_timestamp(data, needs_zone=is_2_0) is None:
        wanted = (
            "RFC 3339 with an offset other than -00:00" if is_2_0 else "ISO 8601 with an offset other than -00:00"
        )
        raise Broken(path, f"must be a timestamp of {wanted}", clause)


def check_language_map(data: object, path: str, clause: str) -> None:
    if not isinstance(data, dict):
        raise Broken(path, "must map languages to texts", clause)
    for tag, text in data.items():
        if not is_language_tag(tag):
            raise Broken(path, f"{tag!r} is not a language tag of RFC 5646", clause)
        check_text(text, f"{path}.{tag}", clause)


def check_extensions(data: object, path: str) -> None:
    if not isinstance(data, dict):
        raise Broken(path, "must be an object", "4.1")
    for key, value in data.items():
        if not is_iri(key):
            raise Broken(path, f"the key {key!r} is not an IRI with a scheme", "4.1")
        _nesting(value, path, path.count(".") + 2)


def _nesting(value: object, path: str, level: int) -> None:
    if isinstance(value, dict | list):
        if level > MAX_NESTING:
            raise Broken(path, f"is nested deeper than {MAX_NESTING} levels", "limit of this site")
        for item in value.values() if isinstance(value, dict) else value:
            if isinstance(item, dict | list):
                _nesting(item, path, level + 1)
