"""Parts of a file on request, so that a video plays from the middle; Safari plays none without (RFC 9110, 14)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

BLOCK = 64 * 1024
# One range; who asks for several gets the whole file, as the standard allows.
BYTE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Unsatisfiable(Exception):
    """No byte of the file lies in the range."""


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte that a Range header asks for; None where the whole file is the answer.

    Raises Unsatisfiable where the file of `size` bytes has none of it (RFC 9110, 14.1.2).
    """
    found = BYTE_RANGE.fullmatch(header.strip())
    if found is None or found.group(0) == "bytes=-":
        return None
    first, last = found.groups()
    if not first:
        if int(last) == 0 or size == 0:
            raise Unsatisfiable
        return max(size - int(last), 0), size - 1
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return int(first), min(int(last), size - 1) if last else size - 1


def in_ranges(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a view that answers with a file answer with a part of it where one is asked for."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if (
            response.status_code != 200
            or not isinstance(response, FileResponse)
            or response.file_to_stream is None
        ):
            return response
        response.headers["Accept-Ranges"] = "bytes"
        if response.headers.get("Content-Encoding") == "None":  # Wagtail's, for every document
            del response.headers["Content-Encoding"]
            keep_uncompressed(request)
        header = request.headers.get("Range", "")
        if request.method != "GET" or not header or not is_unchanged(request, response):
            return response
        keep_uncompressed(request)
        size = int(response.headers["Content-Length"])
        try:
            part = asked_range(header, size)
        except Unsatisfiable:
            response.close()
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
        return response if part is None else narrowed(response, *part, size)

    return wrapped


def keep_uncompressed(request: HttpRequest) -> None:
    """What is compressed has other bytes and no length; the middleware for it looks at this header."""
    request.META.pop("HTTP_ACCEPT_ENCODING", None)


def is_unchanged(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the file is the one that If-Range names: by a strong ETag, or to the second (RFC 9110, 13.1.5)."""
    known = request.headers.get("If-Range")
    if known is None:
        return True
    if known.startswith('"'):
        return known != '""' and known == response.headers.get("ETag")
    return known == response.headers.get("Last-Modified")


def narrowed(response: FileResponse, first: int, last: int, size: int) -> FileResponse:
    """The same answer with the bytes from `first` to `last` only."""
    file: Any = response.file_to_stream
    file.seek(first)
    response.streaming_content = parts(file, last - first + 1)
    response.status_code = 206
    response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    response.headers["Content-Length"] = str(last - first + 1)
    return response


def parts(file: BinaryIO, length: int) -> Iterator[bytes]:
    while length > 0 and (read := file.read(min(BLOCK, length))):
        length -= len(read)
        yield read
