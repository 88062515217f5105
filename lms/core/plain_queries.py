"""Queries that come with every statement, in plain SQL.

Django takes ten times as long to make such a query as the database to answer it, and PostgreSQL takes longer to
plan one of several tables than to run it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

Row = tuple[Any, ...]


def rows_of(sql: str, parameters: Sequence[Any]) -> list[Row]:
    """Return the rows that `sql`, whose text must be a constant, finds for `parameters` (%s).

    PostgreSQL plans it once for a connection. Values come as psycopg or sqlite3 give them.
    """
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())
    from psycopg import Cursor

    connection.close_if_health_check_failed()
    connection.ensure_connection()
    # Django's own cursor writes values into the text, so that the database would plan it anew each time.
    wrapped = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    own: Any = Cursor(connection.connection)
    with wrapped(own) as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def among(column: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """Return the condition that `column` is one of `values`, and its parameters. Its text varies on SQLite."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [list(values)]
    return f"{column} IN ({', '.join(['%s'] * len(values))})", list(values)
