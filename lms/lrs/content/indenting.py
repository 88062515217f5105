"""JSON laid out for people, piece by piece as it was stored: no number or escape is written anew; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
INDENT = "  "


def indented(text: str) -> str:
    """Return valid JSON over several lines; all that is not white space stays as it is."""
    return "".join(_pieces([match[0] for match in PIECE.finditer(text)]))


def _pieces(parts: list[str]) -> Iterator[str]:
    depth = 0
    for index, part in enumerate(parts):
        following = parts[index + 1] if index + 1 < len(parts) else ""
        if part in "{[":
            yield part
            if following not in ("}", "]"):
                depth += 1
                yield "\n" + INDENT * depth
        elif part in "}]":
            if index and parts[index - 1] not in ("{", "["):
                depth -= 1
                yield "\n" + INDENT * depth
            yield part
        elif part == ",":
            yield ",\n" + INDENT * depth
        elif part == ":":
            yield ": "
        else:
            yield part
