"""Reads a file of statements in pieces; who is stopped goes on after the last piece that was noted."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import IO, cast

from lms.lrs.actions.import_statements import Line, import_statements
from lms.lrs.models import RecordStoreKey
from lms.lrs.moving.attachment_folder import folder_of
from lms.lrs.moving.exporting import note_of, write_note
from lms.lrs.requests.limits import MAX_BODY

PIECE = 500


@dataclass
class ImportPosition:
    """How far an import is. `part` is the part of the file that was read, 0 … 1."""

    key: str
    lines: int = 0
    stored: int = 0
    known: int = 0
    refused: int = 0
    refused_octets: int = 0
    part: float = 0.0


class OtherImport(Exception):
    """An import of this file with another key was stopped, and is not finished."""


def import_file(path: Path, *, key: RecordStoreKey, progress: Callable[[ImportPosition], None]) -> ImportPosition:
    """Import `path` (JSON lines, gzip where it ends in .gz) with `key`; `refused_of(path)` lists what is refused.

    The bytes of attachments come from the folder beside it (attachment_folder.py), where there is one.
    Called again after it was stopped, it goes on; statements that were stored meanwhile are known by their ids.
    Raises OtherImport, OSError (gzip.BadGzipFile is one) and EOFError.
    """
    note, size = note_of(path), max(path.stat().st_size, 1)
    position = _position(note, key)
    folder = folder_of(path) if folder_of(path).is_dir() else None
    refused_path = refused_of(path)
    with path.open("rb") as raw, refused_path.open("ab") as refused:
        refused.truncate(position.refused_octets)
        file = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if path.suffix == ".gz" else raw
        numbered = _lines(file, after=position.lines)
        while piece := list(islice(numbered, PIECE)):
            done = import_statements(lines=[line for line in piece if line.text], key=key, folder=folder)
            for line in done.refused:
                refused.write(json.dumps(asdict(line)).encode() + b"\n")
            refused.flush()
            position.lines = piece[-1].number
            position.stored += done.stored
            position.known += done.known
            position.refused += len(done.refused)
            position.refused_octets = refused_path.stat().st_size
            position.part = raw.tell() / size
            write_note(note, asdict(position))
            progress(position)
    if not position.refused:
        refused_path.unlink()
    note.unlink(missing_ok=True)
    return position


def refused_of(path: Path) -> Path:
    """Where the lines that were not taken are listed: their numbers and why."""
    return path.with_name(f"{path.name}.refused")


def _lines(file: IO[bytes], *, after: int) -> Iterator[Line]:
    number = 0
    while text := file.readline(MAX_BODY + 1):
        number += 1
        if len(text) > MAX_BODY:
            # Not kept in memory: what is too long for a request is too long here.
            while text and not text.endswith(b"\n"):
                text = file.readline(MAX_BODY)
            text = b"longer than a request may be"
        if number > after:
            yield Line(number, _text_of(text).strip(" \t\r\n"))


def _text_of(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        # No JSON, so that the line is refused.
        return "not UTF-8"


def _position(note: Path, key: RecordStoreKey) -> ImportPosition:
    if not note.exists():
        return ImportPosition(key.key)
    position = ImportPosition(**json.loads(note.read_text()))
    if position.key != key.key:
        raise OtherImport
    return position
