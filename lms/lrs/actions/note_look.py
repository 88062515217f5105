"""Put on record that an operator looked at people's statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from lms.lrs.reading.browsing import sees_network
from lms.organisations.models import Fieldlab

if TYPE_CHECKING:
    from lms.accounts.models import User


def note_look(
    *, by: User, filters: Iterable[str] = (), actor: bytes | None = None, fieldlab: Fieldlab | None = None
) -> bool:
    """Log the look where `by` is an operator, whose work no fieldlab sees otherwise; returns whether it was.

    `filters` are the names of those in use; `actor` is the key (relations.py) of who was looked for: the log must
    not hold what erasure takes out.
    """
    if not sees_network(by):
        return False
    with transaction.atomic():
        log(
            instance=fieldlab or by,
            action="lrs.statements.look",
            user=by,
            data={"filters": sorted(filters), "actor": actor.hex() if actor else ""},
        )
    return True
