"""Dates as credentials write them: XML Schema dateTimeStamp, in UTC and whole seconds when we write them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime

from credentials.formats.errors import EncodingRefused

_DATE_TIME_STAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_LONGEST_FRACTION = re.compile(r"(\.[0-9]{6})[0-9]+")


def to_timestamp(moment: datetime) -> str:
    """Return an aware datetime as `2026-11-21T13:05:00Z`; raises EncodingRefused if it has no time zone."""
    if moment.tzinfo is None:
        raise EncodingRefused("date_without_time_zone", value=moment.isoformat())
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def from_timestamp(value: object) -> datetime:
    """Return the aware datetime of a dateTimeStamp.

    Raises EncodingRefused for anything else (VC Data Model 2.0, 4.9).
    """
    if not isinstance(value, str) or not _DATE_TIME_STAMP.fullmatch(value):
        raise EncodingRefused("date_malformed", value=str(value)[:40])
    try:
        return datetime.fromisoformat(_LONGEST_FRACTION.sub(r"\1", value))
    except ValueError as error:
        raise EncodingRefused("date_malformed", value=value[:40]) from error


def add_months(moment: datetime, months: int) -> datetime:
    """The same day `months` later, or that month's last one."""
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
