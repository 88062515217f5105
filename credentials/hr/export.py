"""The list of employees as a CSV file that a spreadsheet opens safely."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from credentials.hr.rows import EmployeeRow
from lms.core.spreadsheets import csv_text


def employees_csv(rows: Iterable[EmployeeRow], *, on: datetime) -> str:
    """Return one line per shared credential."""
    head = [
        _("Day"),
        _("Employee"),
        _("Credential"),
        _("Fieldlab"),
        _("State"),
        _("Valid from"),
        _("Valid until"),
        _("Purpose"),
        _("Shared until"),
    ]
    lines = (
        [
            _day(on),
            row.person.name,
            shared.title,
            shared.consent.credential.fieldlab.name,
            shared.standing.label,
            _day(shared.consent.credential.valid_from),
            _day(shared.consent.credential.valid_until),
            shared.consent.get_purpose_display(),
            _day(shared.consent.expires_at),
        ]
        for row in rows
        for shared in row.shared
    )
    return csv_text(head, lines)


def _day(moment: datetime | None) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""
