"""Whether this installation can do its work."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from celery import current_app
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def check_broker() -> None:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=3)


def check_storage() -> None:
    name = default_storage.save(f"health/{uuid4()}", ContentFile(b"ok"))
    default_storage.delete(name)


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "broker": check_broker,
    "storage": check_storage,
}


def readiness() -> dict[str, str]:
    """Return per part "ok" or the kind of error; never an address or a password."""
    answers = {}
    for name, check in CHECKS.items():
        try:
            check()
        except Exception as error:
            answers[name] = type(error).__name__
        else:
            answers[name] = "ok"
    return answers
