"""Rows of new statements and what they are found by, in as few words to the database as can be.

This is the path that every statement takes: PostgreSQL gets one prepared command for a batch of any size, SQLite
two.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from lms.lrs.content.relations import Role
from lms.lrs.database import STORED_CLOCK
from lms.lrs.models import Relation, Statement
from lms.lrs.storing.sources import Source

# SQLite takes 32,766 parameters in one statement.
RELATIONS_AT_ONCE = 10_000
# Where statements are partitioned: the ids of all of them.
IDS = "lrs_statement_id"
COLUMNS = (
    "id",
    "timestamp",
    "version",
    "verb_key",
    "registration",
    "raw",
    "stored",
    "tenant_id",
    "record_store_key_id",
    "authority",
)


@dataclass(frozen=True)
class NewStatement:
    """What a row is made of. `relations`: the keys that it is found by, each with its role."""

    id: UUID
    timestamp: datetime | None
    version: str
    verb_key: bytes
    registration: UUID | None
    raw: str
    relations: set[tuple[bytes, Role]]


def insert_statements(statements: Sequence[NewStatement], source: Source) -> dict[UUID, int]:
    """Insert those whose id is not known yet, numbered in the order given; return the new ones' seq by id.

    They go in by the order of their ids, or else two batches with the same ids could wait for each other. `stored`
    is the database's clock, and the timestamp of those that have none.
    """
    whose = (
        source.tenant.pk if source.tenant else None,
        source.key.pk if source.key else None,
        json.dumps(source.authority),
    )
    return (_on_postgresql if connection.vendor == "postgresql" else _on_sqlite)(statements, whose)


@cache
def ids_stand_apart() -> bool:
    """Whether statements are partitioned, and a table of ids says which are new (docs/explanation/growth.md).

    Asked once in a process: deploy/partition-statements.sql runs while none does.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [IDS])
        return bool(cursor.fetchone()[0])


@cache
def _postgresql_command(has_ids_apart: bool) -> str:
    statement, relation = Statement._meta.db_table, Relation._meta.db_table
    given = "id, timestamp, version, verb_key, registration, raw"
    once, unknown, known = "", "given", "ON CONFLICT (id) DO NOTHING"
    if has_ids_apart:
        once = f"""unknown AS (
            INSERT INTO {IDS} (id, seq) SELECT id, seq FROM given ORDER BY id
            ON CONFLICT (id) DO NOTHING RETURNING id, seq
        ),"""  # noqa: S608 (constants)
        unknown, known = "given JOIN unknown USING (id, seq)", ""
    return f"""
        WITH moment AS MATERIALIZED (SELECT {STORED_CLOCK} AS stored),
        given AS MATERIALIZED (
            SELECT nextval(pg_get_serial_sequence('{statement}', 'seq')) AS seq, {given}, stored
            FROM moment, unnest(
                %b::uuid[], %b::timestamptz[], %b::text[], %b::bytea[], %b::uuid[], %b::text[]
            ) AS one ({given})
        ),
        {once}
        new AS (
            INSERT INTO {statement} (seq, {", ".join(COLUMNS)})
            SELECT seq, id, coalesce(timestamp, stored), version, verb_key, registration, raw, stored,
                %b::bigint, %b::bigint, %b::text
            FROM {unknown} ORDER BY id
            {known} RETURNING id, seq
        ),
        related AS (
            INSERT INTO {relation} (key, role, seq)
            SELECT key, role, seq
            FROM unnest(%b::uuid[], %b::bytea[], %b::smallint[]) AS one (id, key, role) JOIN new USING (id)
        )
        SELECT id, seq FROM new"""  # noqa: S608 (constants)


def _on_postgresql(statements: Sequence[NewStatement], whose: tuple[Any, ...]) -> dict[UUID, int]:
    from psycopg import Cursor

    relations = [(one.id, key, int(role)) for one in statements for key, role in one.relations]
    parameters = [
        [one.id for one in statements],
        [one.timestamp for one in statements],
        [one.version for one in statements],
        [one.verb_key for one in statements],
        [one.registration for one in statements],
        [one.raw for one in statements],
        *whose,
        [statement_id for statement_id, _, _ in relations],
        [key for _, key, _ in relations],
        [role for _, _, role in relations],
    ]
    command = _postgresql_command(ids_stand_apart())
    connection.ensure_connection()
    # Django's own cursor writes values into the text, so that the database would plan it anew each time.
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        return dict(cursor.execute(command, parameters, prepare=True, binary=True).fetchall())


def _on_sqlite(statements: Sequence[NewStatement], whose: tuple[Any, ...]) -> dict[UUID, int]:
    stored = str(timezone.now().replace(tzinfo=None))
    parameters: list[Any] = []
    for one in statements:
        timestamp = str(one.timestamp.replace(tzinfo=None)) if one.timestamp else stored
        registration = one.registration.hex if one.registration else None
        parameters += (one.id.hex, timestamp, one.version, one.verb_key, registration, one.raw, stored, *whose)
    place = f"({', '.join(['%s'] * len(COLUMNS))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Statement._meta.db_table} ({', '.join(COLUMNS)})"  # noqa: S608 (constants)
            f" VALUES {', '.join([place] * len(statements))} ON CONFLICT (id) DO NOTHING RETURNING id, seq",
            parameters,
        )
        seqs = {UUID(found): seq for found, seq in cursor.fetchall()}
        relations = [
            (key, int(role), seqs[one.id]) for one in statements if one.id in seqs for key, role in one.relations
        ]
        for start in range(0, len(relations), RELATIONS_AT_ONCE):
            chunk = relations[start : start + RELATIONS_AT_ONCE]
            cursor.execute(
                f"INSERT INTO {Relation._meta.db_table} (key, role, seq)"  # noqa: S608 (constants)
                f" VALUES {', '.join(['(%s, %s, %s)'] * len(chunk))}",
                [value for row in chunk for value in row],
            )
    return seqs
