"""What an employer's HR officers may know of each employee, on a date: the one place that decides it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Window

from credentials.models import Consent, Credential, Receipt
from credentials.models.standing import BADGES, Standing, standing_at
from credentials.queries import consents_with_state, employees_on
from lms.accounts.models import User
from lms.organisations.models import Employer, Membership

PER_PAGE = 50


@dataclass(frozen=True)
class Shared:
    """A credential that is shared now, with how it stood on the date."""

    consent: Consent
    standing: Standing

    @property
    def badge(self) -> str:
        return BADGES[self.standing]

    @property
    def title(self) -> str:
        return self.consent.credential.achievement.name


@dataclass(frozen=True)
class NoLongerShared:
    """That something was shared until `since`, and the employer's own checks of it: no credential any more."""

    since: datetime
    receipts: list[Receipt]


@dataclass(frozen=True)
class EmployeeRow:
    """One person who worked for the employer on the date."""

    person: User
    membership: Membership
    shared: list[Shared]
    no_longer: list[NoLongerShared]


@dataclass(frozen=True)
class Screen:
    """A page of the people found: its number, from 1, and how many people and pages there are."""

    people: list[Membership]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


@dataclass(frozen=True)
class EmployeeSearch:
    """Who worked for `employer` at `on`, and what each shares at `now` with its standing at `on`.

    `words` is looked for in names and titles; with `standing` only credentials that stood so are left.
    """

    employer: Employer
    on: datetime
    now: datetime
    words: str = ""
    standing: str = ""

    def people(self) -> QuerySet[Membership]:
        """Who is found, by name; to show a part of them. Looks only at what may be seen."""
        found = employees_on(self.employer, self.on)
        shown = consents_with_state(self.employer, self.on).filter(  # type: ignore[misc]  # annotated
            stopped_at=None, expires_at__gt=self.now, employed_now=True
        )
        if self.standing:
            shown = shown.filter(stood(Standing(self.standing), self.on))
            found = found.filter(user__in=_holders(shown))
        if words := self.words.strip():
            titled = shown.filter(credential__achievement__name__icontains=words)
            found = found.filter(Q(user__name__icontains=words) | Q(user__in=_holders(titled)))
        return found

    def screen(self, number: int) -> Screen:
        """The page with this number, else the first; one query."""
        first = (number - 1) * PER_PAGE
        people: list[Any] = list(self.people().annotate(total=Window(Count("pk")))[first : first + PER_PAGE])
        if not people and number > 1:
            return self.screen(1)
        return Screen(people, number, people[0].total if people else 0)

    def rows(self, people: Iterable[Membership]) -> list[EmployeeRow]:
        """What may be known of `people`, some of those found; one query and one for receipts."""
        members = {membership.user_id: membership for membership in people}
        consents: dict[int, list[Consent]] = defaultdict(list)
        for consent in consents_with_state(self.employer, self.on).filter(credential__user__in=list(members)):
            consents[consent.credential.user_id].append(consent)
        rows = (
            EmployeeRow(
                person=membership.user,
                membership=membership,
                shared=[_shared(item, self.on) for item in consents[pk] if _runs(item, self.now)],
                no_longer=[_no_longer(item) for item in consents[pk] if not _runs(item, self.now)],
            )
            for pk, membership in members.items()
        )
        matching = (_matching(row, self.words.casefold().strip(), self.standing) for row in rows)
        return [row for row in matching if row is not None]


def stood(standing: Standing, on: datetime) -> Q:
    """Consents (with their state_then) to credentials that stood so at `on`: as states.standing_at has it."""
    not_yet = Q(state_then=None) | Q(credential__valid_from__gt=on)
    expired = Q(credential__valid_until__isnull=False, credential__valid_until__lt=on)
    valid = Q(state_then=Credential.State.VALID)
    return {
        Standing.NOT_YET: not_yet,
        Standing.SUSPENDED: Q(state_then=Credential.State.SUSPENDED) & ~not_yet,
        Standing.REVOKED: Q(state_then=Credential.State.REVOKED) & ~not_yet,
        Standing.EXPIRED: valid & expired & ~not_yet,
        Standing.VALID: valid & ~expired & ~not_yet,
    }[standing]


def _holders(consents: QuerySet[Consent]) -> QuerySet[Consent, int]:
    return consents.order_by().values_list("credential__user", flat=True)


def visible_consents(rows: Iterable[EmployeeRow]) -> list[Consent]:
    return [shared.consent for row in rows for shared in row.shared]


def _runs(consent: Consent, now: datetime) -> bool:
    return consent.stopped_at is None and consent.expires_at > now and consent.employed_now  # type: ignore[attr-defined]


def _shared(consent: Consent, on: datetime) -> Shared:
    credential = consent.credential
    return Shared(
        consent,
        standing_at(
            on,
            state=consent.state_then,  # type: ignore[attr-defined]
            valid_from=credential.valid_from,
            valid_until=credential.valid_until,
        ),
    )


def _no_longer(consent: Consent) -> NoLongerShared:
    ends = [end for end in (consent.stopped_at, consent.expires_at) if end is not None]
    return NoLongerShared(min(ends), list(consent.receipts.all()))


def _matching(row: EmployeeRow, words: str, standing: str) -> EmployeeRow | None:
    """Narrow a row to what was asked for; None where nothing is left. Looks only at what may be seen."""
    shared = [item for item in row.shared if not standing or item.standing == standing]
    if words and words not in row.person.name.casefold():
        shared = [item for item in shared if words in item.title.casefold()]
        if not shared:
            return None
    if standing and not shared:
        return None
    return EmployeeRow(row.person, row.membership, shared, [] if standing else row.no_longer)
