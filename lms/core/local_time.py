"""Moments as the site shows them, in its own time; others may have told them, so that any may come."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone


def local_time(moment: datetime) -> datetime:
    """`moment` (aware) in local time; as it is (in UTC, if stored) where that lies outside the years 1 … 9999."""
    try:
        return timezone.localtime(moment)
    except (OverflowError, ValueError):
        return moment
