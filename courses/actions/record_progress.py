"""Write how far an enrolment is: computed from its statements, and the only writer of Progress."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from courses.actions.complete import complete
from courses.models import Enrolment, Progress
from courses.progress_rules import Rule, compute
from lms.lrs.database import consistent_through
from lms.lrs.queries import statements_of_registration
from lms.lrs.records import StatementRecord


def record_progress(*, enrolment_id: UUID) -> Progress:
    """Recompute the progress of an enrolment, and complete it where its rule is met for the first time.

    A sealed row is left as it is. Raises Enrolment.DoesNotExist for an unknown id.
    """
    with transaction.atomic():
        enrolment = Enrolment.objects.lock_and_get(enrolment_id)
        progress = getattr(enrolment, "progress", None) or Progress(enrolment=enrolment)
        if progress.sealed_at:
            return progress
        all_seen = consistent_through()
        statements = statements_of_registration(enrolment_id)
        result = compute(Rule.from_json(enrolment.version.rule), statements)
        progress.version = enrolment.version
        progress.conditions = [condition.to_json() for condition in result.conditions]
        progress.done = result.done
        progress.total = result.total
        progress.score = result.score
        progress.complete = result.complete
        progress.awaits_practical = result.ready_for_practical
        progress.last_lesson = UUID(result.last_lesson) if result.last_lesson else None
        progress.last_step_at = result.last_step_at
        progress.computed_to = seen_from_outside(statements, all_seen)
        progress.save()
        if result.complete and enrolment.is_open:
            complete(enrolment_id=enrolment.pk)
        return progress


def seen_from_outside(statements: Iterable[StatementRecord], all_seen: datetime | None) -> datetime | None:
    """Up to when all statements from outside are in `statements`; none where there are none.

    A transaction that is still open may yet bring one with an earlier time than those that are seen: then this
    lies before the newest one, and the sweep comes back.
    """
    newest = max((statement.stored for statement in statements if not statement.own), default=None)
    return min(newest, all_seen) if newest and all_seen else newest
