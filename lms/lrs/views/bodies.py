"""Bodies of requests: within their limit, unpacked, and also where no length was said beforehand."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from django.http import HttpRequest

from lms.lrs.limits import MAX_BODY
from lms.lrs.parsing import unpacked
from lms.lrs.records import BodyTooLarge, Problem, StatementRefused

Read = Callable[[int], bytes]
CHUNK = 64 * 1024


def encoding_of(request: HttpRequest) -> str:
    return request.headers.get("Content-Encoding", "").strip().lower()


def body_of(request: HttpRequest) -> bytes:
    """Return the whole body, unpacked; raises BodyTooLarge beyond MAX_BODY octets."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        raise BodyTooLarge
    read = reader_of(request, MAX_BODY, is_packed=False)
    chunks = []
    while chunk := read(CHUNK):
        chunks.append(chunk)
    return unpacked(b"".join(chunks), encoding_of(request))


def reader_of(request: HttpRequest, limit: int, *, is_packed: bool) -> Read:
    """Return a function that reads on in the body, and raises BodyTooLarge beyond `limit` octets.

    `is_packed`: undo gzip on the way.
    """
    read: Read = request.read
    if request.META.get("wsgi.input_terminated") and not request.META.get("CONTENT_LENGTH"):
        # The server ends what came in chunks; Django reads only what has a length.
        read = request.META["wsgi.input"].read
    if is_packed:
        read = _unpacking(read)
    seen = 0

    def limited(size: int) -> bytes:
        nonlocal seen
        chunk: bytes = read(size)
        seen += len(chunk)
        if seen > limit:
            raise BodyTooLarge
        return chunk

    return limited


def _unpacking(read: Read) -> Read:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def unpacked_read(size: int) -> bytes:
        while not unpacker.eof:
            try:
                packed = unpacker.unconsumed_tail or read(CHUNK)
                chunk = unpacker.decompress(packed, size)
            except zlib.error:
                packed, chunk = b"", b""
            if chunk:
                return chunk
            if not packed:
                raise StatementRefused(Problem("Content-Encoding", "says gzip, and the body is not", "RFC 1952"))
        return b""

    return unpacked_read
