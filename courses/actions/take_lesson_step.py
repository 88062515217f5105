"""Record a step with a lesson as a whole; opening and finishing one are such steps."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from courses.actions.record_progress import record_progress
from courses.models import LessonVersion, Progress
from courses.steps import (
    is_stored,
    lesson_activity,
    lock_own_enrolment,
    require_open,
    rule_of,
    step_time,
    store_steps,
)
from lms.accounts.models import User
from lms.lrs import statements
from lms.lrs.vocabulary import Verb


def take_lesson_step(
    *,
    by: User,
    enrolment_id: UUID,
    lesson_key: UUID,
    verb: Verb,
    step: UUID,
    made_at: datetime | None = None,
    result: statements.Result | None = None,
) -> Progress:
    """Store `verb` for the lesson under the id `step`; the same step again gives the first one's progress.

    Raises DoesNotExist for what is not theirs or not in their version, StepRefused where closed.
    """
    with transaction.atomic():
        enrolment = lock_own_enrolment(by=by, enrolment_id=enrolment_id)
        if rule_of(enrolment).lesson_position(str(lesson_key)) is None:
            raise LessonVersion.DoesNotExist
        if is_stored(enrolment, step):
            return enrolment.progress
        require_open(enrolment)
        store_steps(
            enrolment,
            statements.step(
                verb=verb,
                timestamp=step_time(enrolment, made_at),
                statement_id=step,
                result=result,
                **lesson_activity(enrolment, lesson_key),
            ),
        )
        return record_progress(enrolment_id=enrolment.pk)
