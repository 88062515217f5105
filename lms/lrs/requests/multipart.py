"""multipart/mixed, read and written as a stream; pure (RFC 2046, 5.1; xAPI 1.0.3, part 3, 1.5.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from secrets import token_hex
from typing import Final, NoReturn

from lms.lrs.records import Problem, StatementRefused

CLAUSE: Final = "part 3, 1.5.2"
CHUNK: Final = 64 * 1024
MAX_HEADERS: Final = 16 * 1024


@dataclass(frozen=True)
class Part:
    """`headers` by their names in lower case. Read `chunks` before you ask for the next part."""

    headers: Mapping[str, str]
    chunks: Iterator[bytes]

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").strip()


def boundary_in(content_type: str) -> bytes:
    """Return the boundary that a Content-Type names; raises StatementRefused where it names none."""
    message = Message()
    message["Content-Type"] = content_type
    boundary = message.get_boundary()
    if not boundary or len(boundary) > 200 or not boundary.isascii():
        _refuse("Content-Type", "must name a boundary")
    return boundary.encode("ascii")


def parts_of(read: Callable[[int], bytes], boundary: bytes) -> Iterator[Part]:
    """Yield the parts of a body; what stands before the first and after the last is skipped.

    Raises StatementRefused where the body is not what RFC 2046 describes.
    """
    delimiter = b"\r\n--" + boundary
    stream = _Stream(read)
    stream.skip_to(delimiter)
    while not stream.closes():
        part = Part(stream.headers(), stream.until(delimiter))
        yield part
        for _ in part.chunks:
            pass


def new_boundary() -> str:
    return f"skillslab-{token_hex(16)}"


def written(parts: Iterable[tuple[Mapping[str, str], Iterable[bytes]]], boundary: str) -> Iterator[bytes]:
    """Yield a body of parts, each given as headers and chunks."""
    for headers, chunks in parts:
        lines = [f"--{boundary}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        yield "\r\n".join(lines).encode()
        yield from chunks
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()


class _Stream:
    """A body that is read on, with what was read too far."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        # The first delimiter may stand at the very start, where no line ended before it.
        self._rest = bytearray(b"\r\n")

    def until(self, end: bytes) -> Iterator[bytes]:
        """Yield what stands before `end`, and read past it."""
        while (at := self._rest.find(end)) < 0:
            safe = len(self._rest) - len(end) + 1
            if safe > 0:
                yield bytes(self._rest[:safe])
                del self._rest[:safe]
            self._more()
        if at:
            yield bytes(self._rest[:at])
        del self._rest[: at + len(end)]

    def skip_to(self, end: bytes) -> None:
        for _ in self.until(end):
            pass

    def closes(self) -> bool:
        """Whether the delimiter just read was the last one."""
        while len(self._rest) < 2:
            self._more()
        return self._rest.startswith(b"--")

    def headers(self) -> dict[str, str]:
        """Read the header lines of a part, from the end of the delimiter's line."""
        if self._line().strip(" \t"):
            _refuse("Content", "has something behind a boundary")
        headers: dict[str, str] = {}
        size = 0
        while line := self._line():
            size += len(line)
            name, colon, value = line.partition(":")
            if not colon or size > MAX_HEADERS:
                _refuse("Content", "has a part whose headers are no headers")
            headers[name.strip().lower()] = value.strip()
        return headers

    def _line(self) -> str:
        line = bytearray()
        for chunk in self.until(b"\r\n"):
            line += chunk
            if len(line) > MAX_HEADERS:
                _refuse("Content", "has a part whose headers are no headers")
        return line.decode("latin-1")

    def _more(self) -> None:
        chunk = self._read(CHUNK)
        if not chunk:
            _refuse("Content", "ends before the last boundary")
        self._rest += chunk


def _refuse(name: str, message: str) -> NoReturn:
    raise StatementRefused(Problem(name, message, CLAUSE))
