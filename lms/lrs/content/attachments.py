"""Attachments that come with statements: received, held against what the statements say, and kept.

xAPI 1.0.3, part 2, 2.4.11 and part 3, 1.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import new as new_hash
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final, NoReturn

from lms.lrs.formats import MEDIA_TYPE_PATTERN, SHA2_PATTERN
from lms.lrs.records import BodyTooLarge, JSONObject, Problem, ReceivedStatement, StatementRefused
from lms.lrs.requests.limits import MAX_ATTACHMENT, MAX_BODY
from lms.lrs.requests.multipart import Part, parts_of

CLAUSE: Final = "part 3, 1.5.2"
# More than this of one attachment goes to a temporary file.
IN_MEMORY: Final = 1024 * 1024
CHUNK: Final = 64 * 1024
ALGORITHMS: Final = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}


@dataclass(frozen=True)
class ReceivedFile:
    """The bytes of an attachment, whose SHA-2 was found to be what its part says."""

    sha2: str
    content_type: str
    size: int
    file: IO[bytes]

    def content(self) -> bytes:
        self.file.seek(0)
        return self.file.read()


@dataclass
class ReceivedFiles:
    """The attachments of one request, by their SHA-2 in lower case; closed by who opened them."""

    by_sha2: dict[str, ReceivedFile] = field(default_factory=dict)
    _open: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> ReceivedFiles:
        return self

    def __exit__(self, *reason: object) -> None:
        self._open.close()

    def add(self, part: Part) -> None:
        """Take a part in; raises StatementRefused where its headers or bytes are not as they must be."""
        sha2 = part.headers.get("x-experience-api-hash", "").strip().lower()
        if not SHA2_PATTERN.fullmatch(sha2):
            _refuse("X-Experience-API-Hash", "must be a SHA-2 in hexadecimal digits")
        if part.headers.get("content-transfer-encoding", "").strip().lower() != "binary":
            _refuse("Content-Transfer-Encoding", "must be binary")
        content_type = part.content_type or "application/octet-stream"
        if not MEDIA_TYPE_PATTERN.fullmatch(content_type):
            _refuse("Content-Type", "of a part must be an Internet media type")
        file = self._open.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115
        digest, size = new_hash(ALGORITHMS[len(sha2)]), 0
        for chunk in part.chunks:
            size += len(chunk)
            if size > MAX_ATTACHMENT:
                raise BodyTooLarge
            digest.update(chunk)
            file.write(chunk)
        if digest.hexdigest() != sha2:
            _refuse("X-Experience-API-Hash", "is not the SHA-2 of the bytes that follow")
        self.by_sha2[sha2] = ReceivedFile(sha2, content_type, size, file)  # type: ignore[arg-type]


def received_parts(read: Callable[[int], bytes], boundary: bytes, files: ReceivedFiles) -> bytes:
    """Read a multipart body: return the JSON of its first part, and put the others into `files`."""
    parts = parts_of(read, boundary)
    first = next(parts, None)
    if first is None or first.content_type.partition(";")[0].strip().lower() != "application/json":
        _refuse("Content-Type", "of the first part must be application/json")
    statements = bytearray()
    for chunk in first.chunks:
        statements += chunk
        if len(statements) > MAX_BODY:
            raise BodyTooLarge
    for part in parts:
        files.add(part)
    return bytes(statements)


def attachments_of(data: Any) -> Iterator[tuple[str, JSONObject]]:
    """Yield the attachments of a statement, valid or not, and of its SubStatement, each with its path."""
    if not isinstance(data, dict):
        return
    for path, holder in (("attachments", data), ("object.attachments", data.get("object"))):
        given = holder.get("attachments") if isinstance(holder, dict) else None
        for index, attachment in enumerate(given if isinstance(given, list) else ()):
            if isinstance(attachment, dict):
                yield f"{path}[{index}]", attachment


def check_attachments(statements: Sequence[ReceivedStatement], files: ReceivedFiles) -> None:
    """Refuse an attachment that is neither sent nor elsewhere, and bytes that no statement speaks of."""
    spoken_of: set[str] = set()
    for index, statement in enumerate(statements):
        for path, attachment in attachments_of(statement.data):
            sha2 = str(attachment.get("sha2", "")).lower()
            spoken_of.add(sha2)
            if sha2 not in files.by_sha2 and "fileUrl" not in attachment:
                _refuse(f"[{index}].{path}", "needs a fileUrl, or a part with its bytes")
    for sha2 in files.by_sha2:
        if sha2 not in spoken_of:
            _refuse("X-Experience-API-Hash", f"no statement has an attachment {sha2}")


def _refuse(name: str, message: str) -> NoReturn:
    raise StatementRefused(Problem(name, message, CLAUSE))
