"""Kept connections to PostgreSQL: whether they still work is seen without asking."""

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="2026-11-22: SQLite has no server to lose"),
]


def terminate(pid):
    """Let the server hang up, as its restart does."""
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
            assert cursor.fetchone() == (True,)
    finally:
        other.close()


def test_kept_connection_is_found_usable_without_a_query():
    connection.ensure_connection()

    with CaptureQueriesContext(connection) as queries:
        assert connection.is_usable()

    assert len(queries) == 0


def test_connection_that_the_server_closed_is_not_usable():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    terminate(pid)

    assert not connection.is_usable()
    connection.close()


def test_request_after_a_restart_of_the_server_is_answered(client):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    terminate(pid)

    # As it does between requests.
    connection.health_check_done = False
    assert client.get("/healthz").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() != (pid,)


def test_queries_are_not_compiled():
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
