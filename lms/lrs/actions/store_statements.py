"""Store a batch of statements: all or nothing, once per id, and without touching any shared row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from django.db import OperationalError, connection, transaction

from lms.core.registry import RegistrationOwner
from lms.lrs.content.attachments import ReceivedFiles, attachments_of
from lms.lrs.content.comparing import same_statement
from lms.lrs.content.composing import listed_context_activities
from lms.lrs.content.relations import relations_of, verb_key
from lms.lrs.content.signatures import check_signatures
from lms.lrs.formats import parse_timestamp
from lms.lrs.keys.permissions import forbidden_in, owners_of
from lms.lrs.models import Statement, StatementAttachment
from lms.lrs.records import (
    JSONObject,
    Problem,
    ReceivedStatement,
    StatementConflict,
    StatementForbidden,
    StatementRecord,
    StatementRefused,
    StoredStatements,
)
from lms.lrs.signals import statements_stored
from lms.lrs.storing.attachment_files import file_name, keep_file, kept_files, lock_files
from lms.lrs.storing.links import Reference, link_statements, reference_of, serialise_linking
from lms.lrs.storing.rows import NewStatement, insert_statements
from lms.lrs.storing.sources import Source
from lms.lrs.validation import problem_in

__all__ = [
    "ReceivedStatement",
    "Source",
    "StatementConflict",
    "StatementForbidden",
    "StatementRecord",
    "StatementRefused",
    "StoredStatements",
    "store_statements",
]


@dataclass(frozen=True)
class _Row:
    id: UUID
    data: JSONObject
    raw: str
    timestamp: datetime | None
    registration: UUID | None
    reference: Reference | None


def store_statements(
    *, statements: Sequence[ReceivedStatement], source: Source, files: ReceivedFiles | None = None
) -> StoredStatements:
    """Store `statements` in the caller's transaction, or in one of its own; with them the bytes of `files`.

    Without `files` nothing is known of the bytes of attachments, and no signature is looked at.
    The same statement again is a success and stores nothing. Raises StatementRefused where one is not valid,
    StatementForbidden where `source` may not say it, StatementConflict where a different one has its id.
    `stored` is the database's clock (xAPI 1.0.3, part 2, 2.4.8).
    """
    rows = [_row(statement, source, f"[{index}]") for index, statement in enumerate(statements)]
    _refuse_repeated_ids(rows)
    if not rows:
        return StoredStatements([], [])
    if files is not None:
        _check_signatures(rows, files, source)
    references = {row.id: row.reference for row in rows if row.reference is not None}
    owners = owners_of(row.registration for row in rows if row.registration) if source.key is not None else {}
    if not references:
        _refuse_forbidden(rows, source, owners)
    given = list(files.by_sha2.values()) if files is not None else []
    with kept_files(given, source.tenant), _all_or_nothing(rows, is_one_command=not references and not given):
        if references:
            serialise_linking()
            _refuse_forbidden(rows, source, owners)
        seqs = insert_statements([_new_statement(row, source) for row in rows], source)
        new = [row for row in rows if row.id in seqs]
        _compare([row for row in rows if row.id not in seqs], source)
        if new and files is not None and given:
            _insert_attachments({seqs[row.id]: row.data for row in new}, files, source)
        if new:
            link_statements(
                {seqs[row.id]: reference for row in new if (reference := references.get(row.id)) is not None}
            )
        if new and source.key is not None and source.is_announced:
            # Those that nobody owns are a client's own: what is known of them was asked above.
            registrations = sorted({str(row.registration) for row in new if row.registration in owners})
            transaction.on_commit(
                partial(
                    statements_stored.send,
                    sender=Statement,
                    seqs=sorted(seqs.values()),
                    registrations=registrations,
                )
            )
    return StoredStatements([row.id for row in rows], [row.id for row in new])


def _row(statement: ReceivedStatement, source: Source, path: str) -> _Row:
    problem = problem_in(statement.data, version=source.version)
    if problem is not None:
        raise StatementRefused(problem.within(path))
    data = listed_context_activities(statement.data)
    raw = statement.raw if data is statement.data else json.dumps(data)
    context = data.get("context", {})
    given_timestamp = data.get("timestamp")
    registration = context.get("registration")
    return _Row(
        id=UUID(data["id"]) if "id" in data else uuid4(),
        data=data,
        raw=raw,
        timestamp=parse_timestamp(given_timestamp) if given_timestamp else None,
        registration=UUID(registration) if registration else None,
        reference=reference_of(data),
    )


def _all_or_nothing(rows: Sequence[_Row], *, is_one_command: bool) -> AbstractContextManager[None]:
    """A transaction; on PostgreSQL, one statement is one command, which is a transaction in itself."""
    if is_one_command and len(rows) == 1 and connection.vendor == "postgresql":
        return nullcontext()
    return transaction.atomic()


def _refuse_forbidden(rows: Sequence[_Row], source: Source, owners: Mapping[UUID, RegistrationOwner]) -> None:
    problem = forbidden_in([(row.data, row.registration, row.reference) for row in rows], source, owners)
    if problem is not None:
        raise StatementForbidden(problem)


def _new_statement(row: _Row, source: Source) -> NewStatement:
    return NewStatement(
        id=row.id,
        timestamp=row.timestamp,
        version=row.data.get("version") or ("2.0.0" if source.version.startswith("2.") else "1.0.0"),
        verb_key=verb_key(row.data["verb"]["id"]),
        registration=row.registration,
        raw=row.raw,
        relations=relations_of(row.data, source.authority),
    )


def _refuse_repeated_ids(rows: Sequence[_Row]) -> None:
    seen: set[UUID] = set()
    for index, row in enumerate(rows):
        if row.id in seen:
            raise StatementRefused(Problem(f"[{index}].id", "stands in the batch twice", "part 3, 2.1.2"))
        seen.add(row.id)


def _check_signatures(rows: Sequence[_Row], files: ReceivedFiles, source: Source) -> None:
    for index, row in enumerate(rows):
        if "attachments" in row.data:
            try:
                check_signatures(row.data, files, source.version)
            except StatementRefused as refused:
                raise StatementRefused(refused.problem.within(f"[{index}]")) from refused


def _compare(known: Sequence[_Row], source: Source) -> None:
    """Raise StatementConflict where a statement that was not inserted differs from the one that has its id."""
    if not known:
        return
    stored = Statement.objects.in_bulk([row.id for row in known], field_name="id")
    for row in known:
        other = stored.get(row.id)
        if other is None:
            # Retention took it a moment ago: the client is asked to send again, and then it is a new one.
            raise OperationalError(f"statement {row.id} went while it was compared")
        # What a client said before us can't stand for what the site says itself.
        is_weaker = source.key is None and other.record_store_key_id is not None
        if other.tenant_id != (source.tenant.pk if source.tenant else None) or is_weaker:
            raise StatementConflict(row.id)
        if not same_statement(row.data, json.loads(other.raw)):
            raise StatementConflict(row.id)


def _insert_attachments(statements: dict[int, JSONObject], files: ReceivedFiles, source: Source) -> None:
    """Note which bytes came with which statement (by seq), and make sure that they are there."""
    lock_files(file_name(source.tenant, sha2) for sha2 in files.by_sha2)
    names = {sha2: keep_file(file, source.tenant) for sha2, file in files.by_sha2.items()}
    StatementAttachment.objects.bulk_create(
        StatementAttachment(
            statement_id=seq,
            tenant=source.tenant,
            sha2=sha2,
            content_type=files.by_sha2[sha2].content_type,
            size=files.by_sha2[sha2].size,
            file=names[sha2],
        )
        for seq, data in statements.items()
        for sha2 in sorted({attachment["sha2"].lower() for _, attachment in attachments_of(data)} & names.keys())
    )
