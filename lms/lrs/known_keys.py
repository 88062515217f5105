"""Keys as they are in the database at this moment, asked with every request and so by one plain query.

The row is read each time, so that a revoked key opens nothing from that moment on, in any process; what Django
makes of it is kept for as long as the row stays the same.
"""

from __future__ import annotations

from typing import Any

from django.db import InterfaceError, OperationalError, connection

from lms.lrs.models import RecordStoreKey

# Beyond this the memory starts afresh.
MOST = 10_000
_known: dict[str, tuple[tuple[Any, ...], RecordStoreKey]] = {}


def current_key(key: str) -> RecordStoreKey | None:
    """Return the key of this name with its fieldlab, valid or not; its row is to be read only."""
    # This query tells as well as Django's own whether a kept connection still works.
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        row = _row(key)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()
        row = _row(key)
    if row is None:
        return None
    kept = _known.get(key)
    if kept is not None and kept[0] == row:
        return kept[1]
    found = RecordStoreKey.objects.select_related("fieldlab").filter(key=key).first()
    if found is not None:
        if len(_known) >= MOST:
            _known.clear()
        _known[key] = (row, found)
    return found


def _row(key: str) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {RecordStoreKey._meta.db_table} WHERE key = %s", [key])  # noqa: S608
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
