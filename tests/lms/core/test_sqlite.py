"""SQLite's one write lock: who waits looks often, and is refused after the timeout."""

import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(
        "connection.vendor != 'sqlite'", reason="2026-11-28: only SQLite has one write lock for all"
    ),
]


class Holder(threading.Thread):
    """Holds the write lock from its start to `let_go`."""

    def __init__(self) -> None:
        super().__init__()
        self.has_it, self.let_go = threading.Event(), threading.Event()

    def run(self) -> None:
        with closing(connections["default"]), transaction.atomic():
            self.has_it.set()
            self.let_go.wait(30)

    def __enter__(self) -> "Holder":
        self.start()
        assert self.has_it.wait(30)
        return self

    def __exit__(self, *reason: object) -> None:
        self.let_go.set()
        self.join()


def busy_timeout() -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute("PRAGMA busy_timeout").fetchone()[0])


def test_who_waits_for_the_write_lock_looks_again_and_again():
    before = busy_timeout()
    looks = []

    with Holder() as holder:

        def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            if sql.startswith("BEGIN"):
                looks.append(sql)
                if len(looks) == 10:
                    holder.let_go.set()
            return execute(sql, *rest)

        with connection.execute_wrapper(count), transaction.atomic():
            pass

    assert len(looks) >= 10
    assert busy_timeout() == before > 0


def test_who_waits_longer_than_the_timeout_is_refused_and_can_write_later(monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)

    with Holder(), pytest.raises(OperationalError, match="locked"), transaction.atomic():
        pass

    with transaction.atomic(), connection.cursor() as cursor:
        assert cursor.execute("SELECT 1").fetchone() == (1,)
