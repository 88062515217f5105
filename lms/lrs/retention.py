"""What retention by date removes, and what it leaves.

The statements of a registration stay or go together: as long as one of them is newer, a learner is still busy with
it, and half of them would give other progress. A statement that refers to one that stays (a void, above all) stays
with it. Documents go that are about somebody; those about an activity alone are nobody's. What is still to be
forwarded waits until it was, and its registration with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from lms.lrs.forwarding.waiting import is_to_send, waiting_for
from lms.lrs.models import Document, ForwardingDestination, Statement, StatementAttachment, StatementLink
from lms.organisations.models import Fieldlab


@dataclass(frozen=True)
class Scope:
    """What is asked for: everything stored before a moment, of one fieldlab or of all."""

    before: datetime
    fieldlab: Fieldlab | None = None

    def of_tenant(self) -> Q:
        return Q() if self.fieldlab is None else Q(tenant=self.fieldlab)


@dataclass(frozen=True)
class Removal:
    """How many rows would go now, and how many old statements would not.

    `to_send` are to be forwarded first; `kept` stay because somebody is still busy.
    """

    statements: int
    registrations: int
    documents: int
    attachments: int
    attachment_bytes: int
    kept: int
    to_send: int = 0


def statements_before(scope: Scope) -> QuerySet[Statement]:
    """Everything old enough, whether or not it can go."""
    return Statement.objects.filter(scope.of_tenant(), stored__lt=scope.before)


def statements_to_remove(scope: Scope) -> QuerySet[Statement]:
    targets = (
        StatementLink.objects.filter(statement=OuterRef("seq"))
        .annotate(stays=Exists(Statement.objects.filter(_stays(scope), id=OuterRef("target_id"))))
        .filter(stays=True)
    )
    going = statements_before(scope).exclude(_is_busy(scope)).exclude(Exists(targets))
    to_send = is_to_send()
    return going if to_send is None else going.exclude(to_send)


def statements_to_send(scope: Scope) -> QuerySet[Statement]:
    """What is old enough and waits to be forwarded first."""
    to_send = is_to_send()
    return statements_before(scope).none() if to_send is None else statements_before(scope).filter(to_send)


def destinations_waited_for(scope: Scope) -> list[ForwardingDestination]:
    """The destinations that are still to get something old enough: pausing them lets it go unsent."""
    old = statements_before(scope)
    return [
        destination
        for destination in ForwardingDestination.objects.filter(paused_at=None)
        if any((old & waiting).exists() for waiting in waiting_for(destination))
    ]


def documents_to_remove(scope: Scope) -> QuerySet[Document]:
    return Document.objects.filter(
        scope.of_tenant(), updated_at__lt=scope.before, agent_key__isnull=False
    ).exclude(_is_busy(scope))


def removal_of(scope: Scope) -> Removal:
    """Count what apply_retention would remove now."""
    going = statements_to_remove(scope)
    found = going.aggregate(rows=Count("seq"), registrations=Count("registration", distinct=True))
    files = StatementAttachment.objects.filter(statement__in=going).aggregate(rows=Count("sha2"), size=Sum("size"))
    to_send = statements_to_send(scope).count()
    return Removal(
        statements=found["rows"],
        registrations=found["registrations"],
        documents=documents_to_remove(scope).count(),
        attachments=files["rows"],
        attachment_bytes=files["size"] or 0,
        kept=statements_before(scope).count() - found["rows"] - to_send,
        to_send=to_send,
    )


def remove_rows(seqs: Iterable[int]) -> tuple[int, int, list[str]]:
    """Remove statements with all that hangs on them; in the caller's transaction.

    Returns the numbers of statements and of attachments, and the files that may now be without one: give them to
    attachment_files.remove_unused once the transaction is committed.
    """
    numbers = list(seqs)
    files = list(StatementAttachment.objects.filter(statement_id__in=numbers).values_list("file", flat=True))
    for relation in Statement._meta.related_objects:
        if relation.on_delete is models.CASCADE:
            _remove(relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": numbers}))
    return _remove(Statement.objects.filter(seq__in=numbers)), len(files), files


def _remove(rows: QuerySet[Any]) -> int:
    """Delete in one go: nobody listens to these rows, and collecting them first costs more than removing them."""
    return int(rows._raw_delete(rows.db) or 0)  # type: ignore[attr-defined]


def _is_busy(scope: Scope) -> Q:
    """Whether a row belongs to a registration that has newer statements, or some that are to be forwarded."""
    newer, to_send = Q(stored__gte=scope.before), is_to_send()
    others = Statement.objects.filter(
        newer if to_send is None else newer | to_send, registration=OuterRef("registration")
    )
    return Q(registration__isnull=False) & Q(Exists(others))


def _stays(scope: Scope) -> Q:
    """Whether a statement is not removed, what refers to what left aside: links are followed already."""
    busy = Q(stored__gte=scope.before) | _is_busy(scope)
    if (to_send := is_to_send()) is not None:
        busy |= to_send
    return busy if scope.fieldlab is None else busy | ~Q(tenant=scope.fieldlab) | Q(tenant=None)
