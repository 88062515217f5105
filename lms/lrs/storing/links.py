"""References between statements: by StatementRef, followed up to a bound, also where a target arrives late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count

from lms.lrs.models import Statement, StatementLink
from lms.lrs.records import JSONObject
from lms.lrs.vocabulary import VOIDED

# Any number that nothing else locks; "xAPI" in ASCII.
LINKING = 0x78415049
# How far a chain of references is followed; all of a long one would be the square of its length.
MAX_LINKS = 20


@dataclass(frozen=True)
class Reference:
    """The statement that is another one's object, and whether it is meant to be voided."""

    target_id: UUID
    voids: bool


def reference_of(data: JSONObject) -> Reference | None:
    """Return what a valid statement refers to by its object, if it does (xAPI 1.0.3, part 2, 2.4.4.3)."""
    target = data["object"]
    if target.get("objectType") != "StatementRef":
        return None
    return Reference(UUID(target["id"]), data["verb"]["id"] == VOIDED.iri)


def serialise_linking() -> None:
    """Let one transaction at a time store references, so that none misses what another just linked."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LINKING])


def link_statements(references: Mapping[int, Reference]) -> None:
    """Link new statements (by seq) to their targets and what those refer to; likewise what refers to them.

    A statement gets MAX_LINKS links at most, the nearest: its chain only ever grows at the end, so that its links
    were written in the order of the chain.
    """
    for seq, reference in references.items():
        target = StatementLink.objects.filter(statement__id=reference.target_id).order_by("pk")
        own_id = Statement.objects.values_list("id", flat=True).get(seq=seq)
        passed = {reference.target_id, own_id}
        further = [found for found in target.values_list("target_id", flat=True) if found not in passed]
        further = further[: MAX_LINKS - 1]
        links = [StatementLink(statement_id=seq, target_id=reference.target_id, voids=reference.voids)]
        links += [StatementLink(statement_id=seq, target_id=found, direct=False) for found in further]
        referrers = StatementLink.objects.filter(target_id=own_id).exclude(statement_id=seq).values("statement_id")
        lengths = StatementLink.objects.filter(statement_id__in=referrers).values_list("statement_id")
        links += [
            StatementLink(statement_id=referrer, target_id=found, direct=False)
            for referrer, length in lengths.annotate(length=Count("pk")).filter(length__lt=MAX_LINKS)
            for found in [reference.target_id, *further][: MAX_LINKS - length]
        ]
        StatementLink.objects.bulk_create(links, ignore_conflicts=True)
