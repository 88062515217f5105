"""The wallet in the order of time: what was earned, renewed, brought from elsewhere, and what ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credentials.models import Credential, ForeignCredential
from credentials.models.standing import BADGES, Standing, standing_of

SOON = timedelta(days=90)


class Show(models.TextChoices):
    """What of the timeline is shown."""

    ALL = "all", _("Everything")
    VALID = "valid", _("Valid now")
    ENDING = "ending", _("Ends soon")
    ENDED = "ended", _("Not valid any more")
    ELSEWHERE = "elsewhere", _("From elsewhere")


@dataclass(frozen=True)
class Entry:
    """One moment: `kind` is earned, elsewhere, later (a renewal or correction) or ended."""

    kind: str
    at: datetime
    credential: Credential | None = None
    kept: ForeignCredential | None = None
    standing: Standing = Standing.VALID
    ends_in_days: int | None = None

    @property
    def badge(self) -> str:
        return BADGES[self.standing]


@dataclass(frozen=True)
class Year:
    number: int
    entries: list[Entry]


def entries_of(credentials: Iterable[Credential], kept: Iterable[ForeignCredential], now: datetime) -> list[Entry]:
    """Every moment, the newest first. `credentials` are those of `queries.wallet_of`."""
    entries: list[Entry] = []
    for credential in credentials:
        standing = standing_of(credential, now)
        # One that holds until recertified ends when its refresher is due.
        ends_at = credential.valid_until or credential.recertify_by
        entries.append(
            Entry(
                "earned",
                credential.valid_from,
                credential,
                standing=standing,
                ends_in_days=days_left(ends_at, now) if standing == Standing.VALID else None,
            )
        )
        later_at: datetime | None = credential.later_at  # type: ignore[attr-defined]  # annotated
        if later_at is not None:
            entries.append(Entry("later", later_at, credential, standing=standing))
        if standing == Standing.EXPIRED and credential.valid_until is not None:
            entries.append(Entry("ended", credential.valid_until, credential, standing=standing))
    for item in kept:
        standing = Standing.EXPIRED if item.valid_until and item.valid_until < now else Standing.VALID
        entries.append(
            Entry(
                "elsewhere",
                item.valid_from or item.added_at,
                kept=item,
                standing=standing,
                ends_in_days=days_left(item.valid_until, now) if standing == Standing.VALID else None,
            )
        )
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def days_left(until: datetime | None, now: datetime) -> int | None:
    """Days until an end that is near; nothing for one that is not, or has passed."""
    if until is None or not now <= until <= now + SOON:
        return None
    return (timezone.localdate(until) - timezone.localdate(now)).days


def shows(entry: Entry, show: Show) -> bool:
    if show == Show.ELSEWHERE:
        return entry.kept is not None
    if show == Show.ALL:
        return True
    if show == Show.ENDED:
        return entry.standing != Standing.VALID
    if entry.standing != Standing.VALID or (entry.kept is not None and entry.kept.verdict == "no"):
        return False
    return show == Show.VALID or entry.ends_in_days is not None


def years_of(entries: Sequence[Entry]) -> list[Year]:
    """Entries by the year in which they happened, where the site is."""
    by_year = groupby(entries, key=lambda entry: timezone.localtime(entry.at).year)
    return [Year(number, list(found)) for number, found in by_year]
