"""Statements from a file, on the word of a key: each once, and a bad one keeps no other from being stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from uuid import UUID

from lms.lrs.actions.store_statements import store_statements
from lms.lrs.content.attachments import ReceivedFiles
from lms.lrs.models import RecordStoreKey
from lms.lrs.moving.attachment_folder import has_bytes, take_bytes
from lms.lrs.records import (
    BodyTooLarge,
    ReceivedStatement,
    StatementConflict,
    StatementForbidden,
    StatementRefused,
)
from lms.lrs.requests.limits import MAX_ATTACHMENT
from lms.lrs.requests.parsing import parsed, received
from lms.lrs.storing.sources import Source


@dataclass(frozen=True)
class Line:
    """A line of the file, with its number from 1."""

    number: int
    text: str


@dataclass(frozen=True)
class RefusedLine:
    number: int
    reason: str


@dataclass
class Imported:
    """What became of a number of lines: stored now, there already, or not taken."""

    stored: int = 0
    known: int = 0
    refused: list[RefusedLine] = field(default_factory=list)


_Received = tuple[int, ReceivedStatement]


def import_statements(*, lines: Sequence[Line], key: RecordStoreKey, folder: Path | None = None) -> Imported:
    """Store the statements of `lines`, one JSON object each, with what `folder` has of their attachments.

    The same lines again change nothing. Their authority is that of `key`, whatever the file says, and `key` may
    say no more here than in a request: a file can't speak for the site. Nothing is announced: `rebuild_progress`,
    or the sweep, reads what came.
    """
    done = Imported()
    batch: list[_Received] = []
    for one in _readable(lines, done):
        is_alone = folder is not None and has_bytes(one[1].data, folder)
        if batch and (is_alone or _version(one) != _version(batch[0])):
            _store(batch, key, done)
            batch = []
        if is_alone and folder is not None:
            _store([one], key, done, folder)
        else:
            batch.append(one)
    if batch:
        _store(batch, key, done)
    return done


def _readable(lines: Sequence[Line], done: Imported) -> Iterator[_Received]:
    for line in lines:
        try:
            statement = received(line.text, parsed(line.text))
        except StatementRefused as refused:
            done.refused.append(RefusedLine(line.number, str(refused)))
            continue
        if not isinstance(statement.data, dict):
            done.refused.append(RefusedLine(line.number, "not an object"))
            continue
        if "id" not in statement.data:
            # The same one every time that this line is read; version 4 as all that we make.
            digest = blake2b(f"{line.number} {line.text}".encode("utf-8", "surrogatepass"), digest_size=16)
            given = {"id": str(UUID(bytes=digest.digest(), version=4))}
            statement = replace(statement, data={**given, **statement.data})
        yield line.number, statement


def _version(received: _Received) -> str:
    return "2.0.0" if str(received[1].data.get("version", "")).startswith("2.") else "1.0.3"


def _store(batch: Sequence[_Received], key: RecordStoreKey, done: Imported, folder: Path | None = None) -> None:
    """Store a batch of one version; one that is refused in halves, until what is at fault is alone.

    `folder` is for a statement that stands alone: what its attachments are.
    """
    source = replace(Source.of_key(key, _version(batch[0])), is_announced=False)
    statements = [statement for _, statement in batch]
    try:
        if folder is None:
            result = store_statements(statements=statements, source=source)
        else:
            with ReceivedFiles() as files:
                take_bytes(statements[0].data, folder, files)
                result = store_statements(statements=statements, source=source, files=files)
    except (StatementRefused, StatementForbidden, StatementConflict, BodyTooLarge) as error:
        if len(batch) > 1:
            middle = len(batch) // 2
            _store(batch[:middle], key, done)
            _store(batch[middle:], key, done)
            return
        done.refused.append(RefusedLine(batch[0][0], _reason(error)))
        return
    done.stored += len(result.new_ids)
    done.known += len(result.ids) - len(result.new_ids)


def _reason(error: Exception) -> str:
    if isinstance(error, StatementConflict):
        return f"a different statement is stored as {error.statement_id}"
    if isinstance(error, BodyTooLarge):
        return f"an attachment has more than {MAX_ATTACHMENT // 1024**2} MB"
    return str(error).removeprefix("[0].")
