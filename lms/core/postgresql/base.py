"""PostgreSQL as Django speaks to it, but for two things.

A kept connection is looked at, not asked: Django's own check (CONN_HEALTH_CHECKS) is a query at the start of every
request, as dear as finding a record store key. A server that hung up is seen without it: a connection at rest has
nothing to read but the farewell.

Queries are not compiled (JIT): for a page out of a large table the database expects a long scan and compiles for a
tenth of a second what then reads fifty rows.
"""

from __future__ import annotations

from select import POLLIN, poll

from django.db.backends.postgresql import base
from psycopg.pq import ConnStatus, TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    def init_connection_state(self) -> None:
        super().init_connection_state()
        with self.connection.cursor() as cursor:
            cursor.execute("SET jit = off")

    def is_usable(self) -> bool:
        """Whether the connection can be used again; asks the server only where something came in meanwhile."""
        if self.connection is None:
            return False
        server = self.connection.pgconn
        if server.status != ConnStatus.OK or server.transaction_status != TransactionStatus.IDLE:
            return bool(super().is_usable())
        incoming = poll()
        incoming.register(server.socket, POLLIN)
        return not incoming.poll(0) or bool(super().is_usable())
