"""Bytes from anywhere as a JSON object, or a typed refusal.

Nothing that two parsers may read differently gets through.
"""

from __future__ import annotations

import json
import math
import re
from codecs import BOM_UTF8
from collections.abc import Iterable
from typing import Any, NoReturn

from credentials.formats.errors import FormatError
from credentials.formats.structure import MAXIMUM_BYTES, MAXIMUM_DEPTH, depth_of

_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_LONGEST_NUMBER = 40


class ParseRefused(FormatError):
    """The bytes are no JSON object that can be read in one way only."""


class TokenRefused(ParseRefused):
    """The bytes are a compact token (JWT) that can't be checked here, or that proves nothing."""


def parse(data: bytes, *, maximum: int = MAXIMUM_BYTES) -> dict[str, Any]:
    """Return the JSON object in `data`.

    Raises ParseRefused for more than `maximum` bytes (256 kB), more than 36 levels, bytes that are not UTF-8,
    names given twice, numbers that are not finite or absurdly long, half surrogate pairs, and anything but an
    object.
    """
    if len(data) > maximum:
        raise ParseRefused("too_large", limit=str(maximum // 1024))
    # Some editors put this mark before the text; every JSON parser may pass over it (RFC 8259, 8.1).
    data = data.removeprefix(BOM_UTF8)
    stripped = data.strip()
    if _deeper_than_allowed(stripped):
        raise ParseRefused("too_deep", limit=str(MAXIMUM_DEPTH))
    try:
        document = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_without_duplicates,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_short_integer,
        )
        json.dumps(document, ensure_ascii=False).encode()
    except FormatError:
        raise
    except UnicodeError as error:
        raise ParseRefused("not_utf8") from error
    except (ValueError, RecursionError) as error:
        raise ParseRefused("not_json") from error
    if not isinstance(document, dict):
        raise ParseRefused("not_an_object")
    if depth_of(document) > MAXIMUM_DEPTH:
        raise ParseRefused("too_deep", limit=str(MAXIMUM_DEPTH))
    return document


def _deeper_than_allowed(data: bytes) -> bool:
    # Before json.loads, which would recurse as deep as the input says.
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(data):
        token = match.group()
        if token in (b"{", b"["):
            depth += 1
            if depth > MAXIMUM_DEPTH:
                return True
        elif token in (b"}", b"]"):
            depth -= 1
    return False


def _without_duplicates(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in pairs:
        if name in result:
            raise ParseRefused("name_twice", field=name[:80])
        result[name] = value
    return result


def _refuse_constant(name: str) -> NoReturn:
    raise ParseRefused("number_not_finite", value=name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ParseRefused("number_not_finite", value=text[:_LONGEST_NUMBER])
    return number


def _short_integer(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise ParseRefused("number_too_long", value=text[:_LONGEST_NUMBER])
    return int(text)
