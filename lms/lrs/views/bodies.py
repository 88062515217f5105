"""Bodies of requests: within their limit, unpacked, and also where no length was said beforehand."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Final, NoReturn

from django.http import HttpRequest
from django.http.request import UnreadablePostError

from lms.lrs.records import BodyTooLarge, Problem, StatementRefused
from lms.lrs.requests.limits import MAX_BODY

Read = Callable[[int], bytes]
CHUNK: Final = 64 * 1024
# The two names of gzip (RFC 9110, 8.4.1.3).
GZIP: Final = frozenset({"gzip", "x-gzip"})
GZIP_WINDOW: Final = zlib.MAX_WBITS | 16
# Of a gzip body: each costs, however little it holds.
MAX_MEMBERS: Final = 10_000


def body_of(request: HttpRequest) -> bytes:
    """Return the whole body, unpacked; raises as reader_of does, with MAX_BODY as limit."""
    read = reader_of(request, MAX_BODY)
    chunks = []
    while chunk := read(CHUNK):
        chunks.append(chunk)
    return b"".join(chunks)


def reader_of(request: HttpRequest, limit: int) -> Read:
    """Return a function that reads on in the body, with gzip undone.

    BodyTooLarge beyond `limit` octets, packed or not; StatementRefused where it is not what Content-Encoding says;
    UnreadablePostError where it ends before its end.
    """
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity", *GZIP):
        _refuse(f"{encoding} is not known here: send gzip or none", "RFC 9110, 8.4")
    if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
        raise BodyTooLarge
    read = _limited(_received(request), limit)
    return _limited(_unpacking(read), limit) if encoding in GZIP else read


def _received(request: HttpRequest) -> Read:
    if request.META.get("CONTENT_LENGTH") or not request.META.get("wsgi.input_terminated"):
        return request.read
    # The server ends what came in chunks; Django reads only what has a length.
    body = request.META["wsgi.input"]

    def read(size: int) -> bytes:
        try:
            chunk: bytes = body.read(size)
        except Exception as error:
            # Each server has errors of its own for chunks that are none.
            raise UnreadablePostError(str(error)) from error
        return chunk

    return read


def _limited(read: Read, limit: int) -> Read:
    seen = 0

    def limited(size: int) -> bytes:
        nonlocal seen
        chunk = read(size)
        seen += len(chunk)
        if seen > limit:
            raise BodyTooLarge
        return chunk

    return limited


def _unpacking(read: Read) -> Read:
    """Undo gzip: one member or several behind each other (RFC 1952, 2.2)."""
    unpacker, packed, members = zlib.decompressobj(GZIP_WINDOW), b"", 1

    def unpacked_read(size: int) -> bytes:
        nonlocal unpacker, packed, members
        while True:
            packed = packed or read(CHUNK)
            if unpacker.eof:
                if not packed:
                    return b""
                members += 1
                if members > MAX_MEMBERS:
                    _refuse(f"gzip in more than {MAX_MEMBERS:,} members", "limit of this site")
                unpacker = zlib.decompressobj(GZIP_WINDOW)
            try:
                # Also with nothing more to give: some may wait inside.
                chunk = unpacker.decompress(packed, size)
            except zlib.error:
                _refuse("says gzip, and the body is not", "RFC 1952")
            if not (chunk or packed or unpacker.eof):
                _refuse("says gzip, and the body ends too soon", "RFC 1952")
            packed = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
            if chunk:
                return chunk

    return unpacked_read


def _refuse(message: str, clause: str) -> NoReturn:
    raise StatementRefused(Problem("Content-Encoding", message, clause))
