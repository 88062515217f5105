"""Statements into a file, one JSON text per line, in pieces: who is stopped goes on where the file ends."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from lms.lrs.content.composing import exact
from lms.lrs.database import oldest_open_transaction
from lms.lrs.models import Statement, StatementAttachment
from lms.lrs.moving.attachment_folder import copy_bytes, folder_of
from lms.lrs.reading.search import highest_seq
from lms.organisations.models import Fieldlab

PIECE = 1_000


@dataclass
class ExportPosition:
    """How far an export is, and which statements it is of: those of transactions that had ended when it began."""

    fieldlab: str | None
    highest: int
    horizon: int | None
    seq: int = 0
    octets: int = 0
    count: int = 0
    with_attachments: bool = False
    # A file of bytes that two pieces name counts twice.
    attachments: int = 0


class FileIsThere(Exception):
    """The file exists and is not an export of the same statements that was stopped."""


def export_statements(
    path: Path,
    *,
    fieldlab: Fieldlab | None,
    progress: Callable[[ExportPosition], None],
    with_attachments: bool = False,
) -> ExportPosition:
    """Write the statements of `fieldlab` (all where it is None) to `path`, in gzip where it ends in .gz.

    Voided ones and those that void them, too; `with_attachments`, the bytes that came with them go into a folder
    beside it (attachment_folder.py). A piece of the file and then the note of the position are each written whole,
    so that a repeated call goes on, and each statement is there once. Raises FileIsThere, OSError.
    """
    note = note_of(path)
    position = _position(path, note, fieldlab, with_attachments)
    rows = Statement.objects.filter(seq__lte=position.highest)
    if fieldlab is not None:
        rows = rows.filter(tenant=fieldlab)
    if position.horizon is not None:
        rows = rows.filter(transaction__lt=position.horizon)
    columns = rows.only("seq", "id", "raw", "authority", "version", "stored").order_by("seq")
    with path.open("r+b" if path.exists() else "w+b") as file:
        # What came after the note was not finished.
        file.truncate(position.octets)
        file.seek(position.octets)
        while piece := list(columns.filter(seq__gt=position.seq)[:PIECE]):
            if with_attachments:
                attachments = StatementAttachment.objects.filter(statement__in=piece).order_by("pk")
                position.attachments += copy_bytes(attachments, folder_of(path))
            text = "".join(f"{one_line(exact(statement))}\n" for statement in piece).encode()
            file.write(gzip.compress(text, mtime=0) if path.suffix == ".gz" else text)
            file.flush()
            os.fsync(file.fileno())
            position.seq, position.octets = piece[-1].seq, file.tell()
            position.count += len(piece)
            write_note(note, asdict(position))
            progress(position)
    note.unlink(missing_ok=True)
    return position


def one_line(text: str) -> str:
    """JSON text without line breaks: within strings there are none, and between them they say nothing."""
    return text.replace("\r", " ").replace("\n", " ")


def note_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.position")


def write_note(note: Path, content: object) -> None:
    draft = note.with_name(f"{note.name}.new")
    with draft.open("w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(note)


def _position(path: Path, note: Path, fieldlab: Fieldlab | None, with_attachments: bool) -> ExportPosition:
    slug = fieldlab.slug if fieldlab else None
    if note.exists():
        position = ExportPosition(**json.loads(note.read_text()))
        wanted = (slug, with_attachments)
        if (position.fieldlab, position.with_attachments) != wanted or not path.exists():
            raise FileIsThere
        return position
    if path.exists():
        raise FileIsThere
    # The horizon first: what ended before it is visible to every query from now on.
    horizon = oldest_open_transaction()
    return ExportPosition(slug, highest_seq(), horizon, with_attachments=with_attachments)
