"""What the two databases say differently about transactions and clocks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, connection, models
from django.utils import timezone

# PostgreSQL's clock, read only once the transaction has an id that others see (CASE keeps that order).
STORED_CLOCK = "CASE WHEN pg_current_xact_id() IS NOT NULL THEN clock_timestamp() END"
# What is stored at that very moment may not be there yet.
JUST = timedelta(microseconds=1)


class CurrentTransaction(models.Func):
    """The id of the current write transaction: xid8 on PostgreSQL, 0 on SQLite (one writer at a time)."""

    arity = 0
    output_field = models.BigIntegerField()

    def as_sql(
        self, compiler: Any, connection: Any, *args: Any, **extra: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        return "0", ()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, tuple[str | int, ...]]:
        return "pg_current_xact_id()::text::bigint", ()


def oldest_open_transaction() -> int | None:
    """Return the id before which every transaction has ended; None where writers are serialised.

    A server's databases share their ids: what is known to run in another database is not waited for. (Whose it is
    may be hidden from us; then it is waited for, which is slow but never wrong.)
    """
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(min(running::text::bigint), pg_snapshot_xmax(pg_current_snapshot())::text::bigint)"
            " FROM pg_snapshot_xip(pg_current_snapshot()) AS running WHERE NOT EXISTS ("
            "SELECT FROM pg_stat_activity WHERE backend_xid = running::xid AND datname <> current_database())"
        )
        return int(cursor.fetchone()[0])


def has_rows_of_the_future(table: str) -> bool:
    """Whether `table` has rows of transactions that are still to come: they came with a copy (a restored dump).

    One command, and so one snapshot: with two, a row that is stored in between would look like one.
    """
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM {connection.ops.quote_name(table)}"  # noqa: S608 (a table of ours)
            " WHERE transaction >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint)"
        )
        return bool(cursor.fetchone()[0])


def lock_against_writers(table: str) -> None:
    """Wait for who writes to `table`, and let nobody write to it until the end of this transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Who locks rows to change them later waits, too: else the two would wait for each other.
            cursor.execute(f"LOCK TABLE {connection.ops.quote_name(table)} IN EXCLUSIVE MODE")


def consistent_through() -> datetime | None:
    """Return the moment up to which all that is stored can be read by a query that starts after this call.

    It lies just before now, or before the start of the oldest transaction that writes. None where somebody writes
    on SQLite, which does not say since when: then only what can be read already is certain.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                # Who has no transaction id yet can only store later than now: see STORED_CLOCK.
                "SELECT least(statement_timestamp(), min(xact_start)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL"
            )
            moment: datetime = cursor.fetchone()[0]
            return moment - JUST
    now = timezone.now()
    return now - JUST if connection.in_atomic_block or _nobody_writes() else None


def _nobody_writes() -> bool:
    """Whether SQLite's write lock was free just now (taken and given back without waiting)."""
    with connection.cursor() as cursor:
        timeout = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("ROLLBACK")
        except OperationalError:
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(timeout)}")
    return True
