"""SQLite as Django speaks to it, but for how it waits for its turn to write.

SQLite lets one write at a time. Who finds the lock taken sleeps up to a tenth of a second between two looks, while
who just let go comes back after a few milliseconds: on a slow disk, an unlucky one of a few writers waited for
most of the timeout. Here all look equally often, so that each has the same chance of the next turn.
"""

from __future__ import annotations

import random
import time
from sqlite3 import SQLITE_BUSY
from typing import Final

from django.db import OperationalError
from django.db.backends.sqlite3 import base

# Seconds between two looks, on average.
PAUSE: Final = 0.005


class DatabaseWrapper(base.DatabaseWrapper):
    def _start_transaction_under_autocommit(self) -> None:
        """Begin; raises OperationalError where no turn came within `PRAGMA busy_timeout`."""
        self.ensure_connection()
        (patience,) = self.connection.execute("PRAGMA busy_timeout").fetchone()
        deadline = time.monotonic() + patience / 1000
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    return super()._start_transaction_under_autocommit()  # type: ignore[misc,no-any-return]
                except OperationalError as error:
                    if not is_busy(error) or time.monotonic() > deadline:
                        raise
                time.sleep(random.uniform(0, 2 * PAUSE))  # noqa: S311 (no secret)
        finally:
            # What writes without a transaction waits as SQLite does.
            self.connection.execute(f"PRAGMA busy_timeout = {patience}")


def is_busy(error: OperationalError) -> bool:
    """Whether somebody else writes; the code's upper bits say more closely why."""
    return getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == SQLITE_BUSY
