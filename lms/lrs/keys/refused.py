"""Which requests of a key were refused, for who wonders why nothing comes in: kept a while, never in the way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Lock

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from lms.lrs.keys.secrets import LAUNCH
from lms.lrs.models import LaunchCredential, RecordStoreKey, RefusedRequest

KEPT_FOR = timedelta(days=7)
KEPT_PER_KEY = 200
# Per process: what a key is given at once, and how fast that comes back.
BURST = 20
PER_SECOND = 0.5
MOST_NAMES = 1_000
# How long SQLite may wait for its one writer, in milliseconds.
PATIENCE = 250


class Allowance:
    """How many rows each key may still add, in this process; names that are no key's have none."""

    def __init__(self) -> None:
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = Lock()

    def take(self, name: str) -> bool:
        now = time.monotonic()
        with self._lock:
            left, at = self._left.get(name, (float(BURST), now))
            left = min(float(BURST), left + (now - at) * PER_SECOND)
            if len(self._left) > MOST_NAMES:
                self._left.clear()
            self._left[name] = (left - 1 if left >= 1 else left, now)
            return left >= 1


allowance = Allowance()


def forget_old_refusals() -> int:
    """Remove what is older than a week, and all but the last 200 of each key; returns how many."""
    gone = RefusedRequest.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()[0]
    for key in RefusedRequest.objects.order_by().values_list("record_store_key", flat=True).distinct():
        rows = RefusedRequest.objects.filter(record_store_key=key)
        last = rows.values_list("at", "pk")[KEPT_PER_KEY : KEPT_PER_KEY + 1].first()
        if last is not None:
            gone += rows.filter(Q(at__lt=last[0]) | Q(at=last[0], pk__lte=last[1])).delete()[0]
    return gone


def keep_refusal(name: str, **fields: str | int) -> None:
    """Add a row for the client with this key, if there is one; `fields` are RefusedRequest's. Fails silently.

    Names that are no key's cost a look at an index: neither SQLite's one writer nor the allowance of a key.
    """
    try:
        key = _key_named(name)
        if key is None or not allowance.take(name):
            return
        with _impatient(), transaction.atomic():
            RefusedRequest.objects.create(record_store_key_id=key, **fields)
    except DatabaseError:
        return


def _key_named(name: str) -> int | None:
    if name.startswith(LAUNCH):
        return LaunchCredential.objects.filter(key=name).values_list("record_store_key", flat=True).first()
    return RecordStoreKey.objects.filter(key=name).values_list("pk", flat=True).first()


@contextmanager
def _impatient() -> Iterator[None]:
    """Give up soon on SQLite where somebody else writes; PostgreSQL makes nobody wait for such a row."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {int(before)}")
