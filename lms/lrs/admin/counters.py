"""How much comes in, from whom, and what was refused: from counters, never by counting statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncDay
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

from lms.lrs.admin.charts import Chart, bar_chart
from lms.lrs.admin.charts import Value as Bar
from lms.lrs.models import CountProgress, RecordStoreKey, RefusedRequest, StatementCount
from lms.organisations.models import Fieldlab

HOURS = 48
DAYS = 30
REFUSALS = 30
CLIENTS = 100
WEEK = timedelta(days=7)
MOST_REFUSED = 5
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
# A client that was heard of not longer ago than this is at work.
RECENT = timedelta(days=1)


@dataclass(frozen=True)
class Client:
    """A client with what came from it in the last 30 days, and how often it was refused in the last seven."""

    key: RecordStoreKey
    statements: int
    refused: int
    now: datetime

    @property
    def works(self) -> bool:
        """Whether its key still opens anything."""
        ended = self.key.expires_at is not None and self.key.expires_at <= self.now
        return self.key.revoked_at is None and not ended

    @property
    def is_recent(self) -> bool:
        return self.key.used_at is not None and self.key.used_at > self.now - RECENT


def counts_of(fieldlabs: Sequence[Fieldlab], with_none: bool) -> QuerySet[StatementCount]:
    """The counters of `fieldlabs`; `with_none`: also of what belongs to none."""
    wanted = Q(tenant__in=[fieldlab.pk for fieldlab in fieldlabs])
    return StatementCount.objects.filter(wanted | Q(tenant=None) if with_none else wanted)


def hours_chart(counts: QuerySet[StatementCount], now: datetime) -> Chart:
    """The last 48 hours, this one included: what this site saw, and what clients sent."""
    last = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    hours = [last - timedelta(hours=back) for back in range(HOURS - 1, -1, -1)]
    found = _sums(counts.filter(hour__gte=hours[0]), "hour")
    bars = []
    for hour in hours:
        local = timezone.localtime(hour)
        label = f"{date_format(local, 'j F')}, {date_format(local, 'H:i')}"
        bars.append(Bar(label, _parts(found, hour), date_format(local, "H:i")))
    return bar_chart(bars)


def days_chart(counts: QuerySet[StatementCount], now: datetime) -> Chart:
    """The last 30 days, today included, by the clock of the site."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    # Days of the calendar: one in spring has 23 hours.
    days = [
        timezone.make_aware(datetime.combine(today.date() - timedelta(days=back), datetime.min.time()))
        for back in range(DAYS - 1, -1, -1)
    ]
    found = _sums(counts.filter(hour__gte=days[0]).annotate(day=TruncDay("hour")), "day")
    return bar_chart([Bar(date_format(day, "j F"), _parts(found, day), short_day(day)) for day in days])


def short_day(day: datetime) -> str:
    """What stands beneath a bar: 24 okt, as the language writes it."""
    # Translators: in Django's letters for dates; "b" is the month in lower case.
    return date_format(day, pgettext("format of a short day", "j M"))


def clients_of(keys: Sequence[RecordStoreKey], now: datetime) -> list[Client]:
    """The clients that were heard of last, at most 100; two queries for any number of them."""
    keys = sorted(keys, key=lambda key: key.used_at or LONG_AGO, reverse=True)[:CLIENTS]
    ids = [key.pk for key in keys]
    since = now - timedelta(days=DAYS)
    counted = StatementCount.objects.filter(record_store_key__in=ids, hour__gte=since).values("record_store_key")
    statements = dict(counted.order_by().annotate(n=Sum("statements")).values_list("record_store_key", "n"))
    refusals = RefusedRequest.objects.filter(record_store_key__in=ids).order_by().values("record_store_key")
    refused = dict(refusals.annotate(n=Count("pk")).values_list("record_store_key", "n"))
    return [Client(key, statements.get(key.pk, 0), refused.get(key.pk, 0), now) for key in keys]


def last_refusals(keys: Sequence[RecordStoreKey]) -> list[RefusedRequest]:
    """The last refused requests of `keys`, newest first."""
    rows = RefusedRequest.objects.filter(record_store_key__in=[key.pk for key in keys])
    return list(rows.select_related("record_store_key")[:REFUSALS])


def refused_lately(keys: QuerySet[RecordStoreKey], now: datetime) -> list[tuple[RecordStoreKey, int]]:
    """Which clients were refused in the last seven days and how often, the most often first; at most five."""
    lately = Count("refusals", filter=Q(refusals__at__gt=now - WEEK))
    found = keys.annotate(refused=lately).filter(refused__gt=0).order_by("-refused", "label")
    return [(key, key.refused) for key in found[:MOST_REFUSED]]


def counted_until() -> datetime | None:
    return CountProgress.objects.values_list("stored", flat=True).first()


def _sums(counts: QuerySet[StatementCount], by: str) -> dict[tuple[datetime, bool], int]:
    own = Case(When(record_store_key=None, then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = counts.order_by().annotate(own=own).values(by, "own").annotate(n=Sum("statements"))
    return {(row[by], row["own"]): row["n"] for row in rows}


def _parts(found: dict[tuple[datetime, bool], int], moment: datetime) -> tuple[int, int]:
    return found.get((moment, True), 0), found.get((moment, False), 0)
