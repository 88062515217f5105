"""The limit that the record store is compared with: the same rows, by plain psycopg or sqlite3, and no more.

`python -m tests.benchmarks.plain_rows` reads a job as JSON from standard input and prints what it did per second.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg

from lms.lrs.content.relations import relations_of, verb_key
from tests.benchmarks.samples import statement

COLUMNS = (
    "id",
    '"transaction"',
    "stored",
    "timestamp",
    "version",
    "verb_key",
    "registration",
    "tenant_id",
    "record_store_key_id",
    "authority",
    "raw",
)

Row = tuple[list[Any], list[tuple[bytes, int]]]


def row_of(job: dict[str, Any]) -> Row:
    """Return the row of a new statement and its relations, as the record store would write them."""
    raw = statement()
    data = json.loads(raw)
    now = datetime.now(UTC)
    values: list[Any] = [
        UUID(data["id"]),
        1,
        now,
        now,
        "1.0.0",
        verb_key(data["verb"]["id"]),
        UUID(data["context"]["registration"]),
        job["tenant"],
        job["key_id"],
        json.dumps(job["authority"]),
        raw,
    ]
    if job["sqlite"]:
        values = [
            value.hex if isinstance(value, UUID) else str(value) if isinstance(value, datetime) else value
            for value in values
        ]
    return values, [(key, int(role)) for key, role in relations_of(data, job["authority"])]


class Writer:
    """One connection that inserts and commits batches of rows."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.mark = "?" if job["sqlite"] else "%s"
        self.connection: Any
        if job["sqlite"]:
            self.connection = sqlite3.connect(
                job["database"], timeout=60, isolation_level=None, check_same_thread=False
            )
            self.connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        else:
            self.connection = psycopg.connect(job["database"], autocommit=True)

    def write(self, rows: Sequence[Row]) -> None:
        cursor = self.connection.cursor()
        cursor.execute("BEGIN IMMEDIATE" if self.mark == "?" else "BEGIN")
        found = cursor.execute(
            f"INSERT INTO lrs_statement ({', '.join(COLUMNS)}) VALUES {self.places(len(COLUMNS), len(rows))}"
            " RETURNING id, seq",
            [value for values, _ in rows for value in values],
        )
        seqs = dict(found.fetchall())
        relations = [(key, role, seqs[values[0]]) for values, pairs in rows for key, role in pairs]
        cursor.execute(
            f"INSERT INTO lrs_relation (key, role, seq) VALUES {self.places(3, len(relations))}",
            [value for relation in relations for value in relation],
        )
        cursor.execute("COMMIT")

    def places(self, width: int, count: int) -> str:
        return ", ".join([f"({', '.join([self.mark] * width)})"] * count)


def main() -> None:
    job = json.load(sys.stdin)
    clients, size, seconds = job["clients"], job["batch"], job["seconds"]
    # Made before the clock runs; more than anybody writes in that time.
    share = max(size, int(seconds * job["at_most"] / clients) // size * size)
    rows = [[row_of(job) for _ in range(share)] for _ in range(clients)]
    writers = [Writer(job) for _ in range(clients)]
    started = time.perf_counter()

    def run(index: int) -> int:
        done = 0
        while time.perf_counter() - started < seconds and done + size <= share:
            writers[index].write(rows[index][done : done + size])
            done += size
        return done

    with ThreadPoolExecutor(clients) as pool:
        written = sum(pool.map(run, range(clients)))
    print(json.dumps(written / (time.perf_counter() - started)))


if __name__ == "__main__":
    main()
