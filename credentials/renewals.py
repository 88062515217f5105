"""Which credentials a refresher renews: found from rows, so that no completion is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Subquery

from courses.models import Completion
from credentials.models import Credential, Renewal, RenewalRule


def renewals_due(*, at_most: int) -> Iterator[tuple[int, UUID]]:
    """Pairs of a credential and the completion that renews it; not those that were renewed already.

    The completion is the holder's first one of the refresher in the window before the end, or after it, and later
    than the award itself. Nothing for what is suspended, revoked, erased or without end.
    """
    for rule in RenewalRule.objects.order_by("pk"):
        window = timedelta(days=rule.window_days)
        done = Renewal.objects.filter(credential=OuterRef(OuterRef("pk")), completion=OuterRef("pk"))
        taken = Completion.objects.filter(
            ~Exists(done),
            version__module_key=rule.refresher_key,
            enrolment__user=OuterRef("user"),
            completed_at__gte=OuterRef("opens_at"),
            completed_at__gt=OuterRef("completion__completed_at"),
        ).order_by("completed_at", "pk")
        found = (
            Credential.objects.filter(
                achievement__version__module_key=rule.module_key,
                achievement__version__validity_months__isnull=False,
                state=Credential.State.VALID,
                valid_until__isnull=False,
                user__erased_at=None,
            )
            .annotate(opens_at=F("valid_until") - window)
            .annotate(renewed_by=Subquery(taken.values("pk")[:1]))
            .exclude(renewed_by=None)
            .order_by("pk")
        )
        yield from found.values_list("pk", "renewed_by")[:at_most]
