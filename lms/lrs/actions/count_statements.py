"""Count the statements that came in since the last time, into rows per hour, fieldlab and client."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import TruncHour

from lms.lrs.database import consistent_through
from lms.lrs.formats import shifted
from lms.lrs.models import CountProgress, Statement, StatementCount

# So much time in one transaction: a large import is counted in pieces.
AT_ONCE = timedelta(days=1)
JUST = timedelta(microseconds=1)


def count_statements() -> int:
    """Count every statement that is not counted yet, each once; returns how many there were.

    What an open transaction may still bring is left for the next time.
    """
    counted = 0
    until = consistent_through()
    while until is not None and (piece := _count_piece(until)) is not None:
        counted += piece
    return counted


def _count_piece(until: datetime) -> int | None:
    """Count a piece of what was stored until `until`; None where nothing is left."""
    with transaction.atomic():
        progress = CountProgress.objects.select_for_update().order_by("pk").first()
        fresh = Statement.objects.filter(stored__lte=until)
        if progress is not None:
            fresh = fresh.filter(stored__gt=progress.stored)
        first = fresh.order_by("stored").values_list("stored", flat=True).first()
        if first is None:
            if progress is not None and progress.stored < until:
                progress.stored = until
                progress.save(update_fields=["stored"])
            return None
        if progress is None:
            # Who comes second finds this row, and waits for it.
            CountProgress.objects.get_or_create(pk=1, defaults={"stored": first - JUST})
            progress = CountProgress.objects.select_for_update().get(pk=1)
            if progress.stored >= first:
                return 0
        upto = min(until, shifted(first, AT_ONCE))
        groups = (
            Statement.objects.filter(stored__gt=progress.stored, stored__lte=upto)
            .order_by()
            .annotate(hour=TruncHour("stored", tzinfo=UTC))
            .values("tenant", "record_store_key", "hour")
            .annotate(found=Count("seq"))
        )
        counted = 0
        for group in groups:
            _add(group["tenant"], group["record_store_key"], group["hour"], group["found"])
            counted += group["found"]
        progress.stored = upto
        progress.save(update_fields=["stored"])
    return counted


def _add(tenant: int | None, key: int | None, hour: datetime, found: int) -> None:
    row = StatementCount.objects.filter(tenant=tenant, record_store_key=key, hour=hour)
    if not row.update(statements=F("statements") + found):
        StatementCount.objects.create(tenant_id=tenant, record_store_key_id=key, hour=hour, statements=found)
