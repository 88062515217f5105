"""How far a batch is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from credentials.models import IssueBatch, IssueBatchItem


@dataclass(frozen=True)
class Progress:
    """Numbers of credentials: in all, awarded, and refused with a reason."""

    total: int
    issued: int
    refused: int

    @property
    def done(self) -> int:
        return self.issued + self.refused

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100


def progress_of(batch: IssueBatch) -> Progress:
    """Counted from the rows, so that it is right after any interruption."""
    issued, refused = Q(credential__isnull=False), ~Q(problem="")
    found = IssueBatchItem.objects.filter(batch=batch).aggregate(
        issued=Count("pk", filter=issued), refused=Count("pk", filter=refused & ~issued)
    )
    return Progress(batch.total, found["issued"], found["refused"])
