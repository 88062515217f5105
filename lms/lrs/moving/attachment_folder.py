"""The bytes of attachments beside a file of statements: one file for each, named by its SHA-2.

`twente.jsonl.gz.attachments/3f/3fb2…` for `twente.jsonl.gz`. Each is written whole or not at all, so that an
export that is stopped goes on, and two exports into one folder are no trouble.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from secrets import token_hex
from typing import IO, Any

from django.core.files.storage import default_storage

from lms.lrs.content.attachments import CHUNK, ReceivedFiles, attachments_of
from lms.lrs.formats import SHA2_PATTERN
from lms.lrs.models import StatementAttachment
from lms.lrs.records import JSONObject
from lms.lrs.requests.multipart import Part


def folder_of(path: Path) -> Path:
    """Where the bytes lie that belong to the statements in the file `path`."""
    return path.with_name(f"{path.name}.attachments")


def copy_bytes(attachments: Iterable[StatementAttachment], folder: Path) -> int:
    """Copy the bytes of `attachments` into `folder`; returns how many are there now.

    Bytes that were erased since are left out. Raises OSError where they can't be read or written.
    """
    there = set()
    for attachment in attachments:
        target = _path(folder, attachment.sha2)
        if attachment.sha2 in there or (target.exists() and target.stat().st_size == attachment.size):
            there.add(attachment.sha2)
            continue
        try:
            source = default_storage.open(attachment.file)
        except FileNotFoundError:
            continue
        with source:
            _write(target, source)
        there.add(attachment.sha2)
    return len(there)


def take_bytes(data: JSONObject, folder: Path, files: ReceivedFiles) -> None:
    """Add what lies in `folder` of a statement's attachments to `files`; `data` may be invalid.

    Raises StatementRefused where bytes are not what their SHA-2 says, BodyTooLarge where there are too many.
    """
    for sha2, attachment in _named(data):
        path = _path(folder, sha2)
        if sha2 not in files.by_sha2 and path.exists():
            headers = {
                "x-experience-api-hash": sha2,
                "content-transfer-encoding": "binary",
                "content-type": str(attachment.get("contentType", "")),
            }
            with path.open("rb") as file:
                files.add(Part(headers, iter(lambda: file.read(CHUNK), b"")))


def has_bytes(data: JSONObject, folder: Path) -> bool:
    """Whether the bytes of any attachment of a statement, valid or not, lie in `folder`."""
    return any(_path(folder, sha2).exists() for sha2, _ in _named(data))


def _named(data: JSONObject) -> Iterator[tuple[str, JSONObject]]:
    for _, attachment in attachments_of(data):
        sha2 = str(attachment.get("sha2", "")).lower()
        # Anything else could be a path to some other file.
        if SHA2_PATTERN.fullmatch(sha2):
            yield sha2, attachment


def _path(folder: Path, sha2: str) -> Path:
    return folder / sha2[:2] / sha2


def _write(target: Path, source: IO[Any]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.{token_hex(4)}.new")
    try:
        with draft.open("wb") as file:
            shutil.copyfileobj(source, file, CHUNK)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
