"""What an employer's HR officers may know of each employee, on a date: the one place that decides it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from credentials.models import Consent, Receipt
from credentials.queries import consents_with_state, employees_on
from credentials.states import BADGES, Standing, standing_at
from lms.accounts.models import User
from lms.organisations.models import Employer, Membership


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


def employee_rows(
    employer: Employer, *, on: datetime, now: datetime, words: str = "", standing: str = ""
) -> list[EmployeeRow]:
    """Return who worked for `employer` at `on`, and what each shares now with its standing at `on`.

    `words` is looked for in names and titles; with `standing` only credentials that stood so are left. Two queries
    and one for receipts, for any number of rows.
    """
    consents: dict[int, list[Consent]] = defaultdict(list)
    for consent in consents_with_state(employer, on):
        consents[consent.credential.user_id].append(consent)
    rows = {}
    for membership in employees_on(employer, on):
        person = membership.user
        rows[person.pk] = EmployeeRow(
            person=person,
            membership=membership,
            shared=[_shared(consent, on) for consent in consents[person.pk] if _runs(consent, now)],
            no_longer=[_no_longer(consent) for consent in consents[person.pk] if not _runs(consent, now)],
        )
    found = (_matching(row, words.casefold().strip(), standing) for row in rows.values())
    return [row for row in found if row is not None]


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
