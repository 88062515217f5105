from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from credentials.models import Consent, Look
from lms.accounts.models import User


def record_looks(*, by: User, consents: Iterable[Consent], kind: Look.Kind) -> None:
    """Write down that an HR officer saw what these consents show; standing in a list counts once a day.

    The caller asks only for consents that `by` may see.
    """
    now = timezone.now()
    looks = [
        Look(
            credential_id=consent.credential_id,
            consent=consent,
            by=by,
            kind=kind,
            at=now,
            day=timezone.localdate(now),
        )
        for consent in consents
    ]
    Look.objects.bulk_create(looks, ignore_conflicts=kind == Look.Kind.LISTED)
