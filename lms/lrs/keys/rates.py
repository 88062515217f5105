"""How many requests a key may make: a token bucket in the database, right with any number of processes.

Each process takes tokens in small lots and spends them itself, so that most requests cost no query. What is spent
was always taken first: together, processes never spend more than the bucket gave.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from threading import Lock

from django.db import transaction
from django.db.models import F, FloatField, Value
from django.db.models.functions import Greatest, Least

from lms.lrs.models import RequestAllowance

# What a process holds at most, as a part of the bucket, and for how long.
LOT = 100
LOT_SECONDS = 5.0
# A bucket that nobody touched for so long is full.
FULL_AFTER_SECONDS = 120


@dataclass
class _Lot:
    left: int
    until: float


class Limiter:
    """Takes and spends tokens of buckets that fill in a minute; one per process."""

    def __init__(self) -> None:
        self._lots: dict[str, _Lot] = {}
        self._lock = Lock()

    def seconds_to_wait(self, name: str, per_minute: int) -> int:
        """Spend one token of the bucket `name`; 0 where there was one, else the seconds until there is.

        `per_minute` is the bucket's size and what flows into it in a minute; 0 is no limit.
        """
        if per_minute <= 0:
            return 0
        with self._lock:
            lot = self._lots.get(name)
            if lot is not None and lot.left > 0 and lot.until > time.monotonic():
                lot.left -= 1
                return 0
        wanted = max(1, per_minute // LOT)
        for count in {wanted: None, 1: None}:
            if _take(name, count, per_minute):
                self._keep(name, count - 1)
                return 0
        return _seconds_until_one(name, per_minute)

    def _keep(self, name: str, count: int) -> None:
        now = time.monotonic()
        with self._lock:
            if len(self._lots) > 10_000:
                self._lots = {key: lot for key, lot in self._lots.items() if lot.until > now and lot.left}
            self._lots[name] = _Lot(count, now + LOT_SECONDS)


def forget_full_buckets() -> int:
    """Remove the rows of keys that are at rest; returns how many."""
    return RequestAllowance.objects.filter(filled_at__lt=time.time() - FULL_AFTER_SECONDS).delete()[0]


def _take(name: str, count: int, per_minute: int) -> bool:
    """Take `count` tokens in one UPDATE, which the database does one after another."""
    now = time.time()
    in_bucket = Least(
        Value(float(per_minute)),
        F("tokens") + Greatest(Value(0.0), Value(now) - F("filled_at")) * Value(per_minute / 60),
        output_field=FloatField(),
    )
    row = RequestAllowance.objects.filter(name=name)
    with transaction.atomic():
        if (
            row.annotate(there=in_bucket)
            .filter(there__gte=count)
            .update(tokens=in_bucket - Value(float(count)), filled_at=Greatest(F("filled_at"), Value(now)))
        ):
            return True
        if row.exists():
            return False
        full = RequestAllowance(name=name, tokens=per_minute, filled_at=now)
        RequestAllowance.objects.bulk_create([full], ignore_conflicts=True)
    return _take(name, count, per_minute)


def _seconds_until_one(name: str, per_minute: int) -> int:
    row = RequestAllowance.objects.filter(name=name).first()
    if row is None:
        return 1
    missing = 1 - row.tokens - (time.time() - row.filled_at) * per_minute / 60
    return max(1, math.ceil(missing * 60 / per_minute))


limiter = Limiter()
