"""Reads statements; what was voided is left out unless it is asked for."""

from __future__ import annotations

import json
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from lms.lrs.keys.permissions import VOIDED_KEY
from lms.lrs.models import Statement, StatementLink
from lms.lrs.records import StatementRecord


def _is_voided() -> Q:
    """Whether a statement was voided: within one fieldlab, by a client only if a client said it, and never a void.

    xAPI 1.0.3, part 2, 2.3.2.
    """
    nobody = Value(0)
    voids = StatementLink.objects.annotate(voiding_tenant=Coalesce("statement__tenant_id", nobody)).filter(
        target_id=OuterRef("id"), voids=True, voiding_tenant=Coalesce(OuterRef("tenant_id"), nobody)
    )
    return ~Q(verb_key=VOIDED_KEY) & (
        Q(Exists(voids.filter(statement__record_store_key=None)))
        | (Q(record_store_key__isnull=False) & Q(Exists(voids)))
    )


def unvoided(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    return statements.exclude(_is_voided())


def voided(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    return statements.filter(_is_voided())


def statements_of_registration(registration: UUID) -> list[StatementRecord]:
    """Return the unvoided statements of a registration in the order in which they were stored."""
    return [
        record_of(statement)
        for statement in unvoided(Statement.objects.filter(registration=registration)).order_by("seq")
    ]


def record_of(statement: Statement) -> StatementRecord:
    data = json.loads(statement.raw)
    return StatementRecord(
        id=statement.id,
        data={"id": str(statement.id), **data},
        own=statement.record_store_key_id is None,
        stored=statement.stored,
        timestamp=statement.timestamp,
    )
