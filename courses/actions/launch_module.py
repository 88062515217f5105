"""Open a module to go on with it, and say where."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from courses.actions.record_progress import record_progress
from courses.next_lesson import next_lesson
from courses.steps import (
    is_stored,
    lesson_activity,
    lock_own_enrolment,
    module_activity,
    require_open,
    rule_of,
    step_time,
    store_steps,
)
from lms.accounts.models import User
from lms.lrs import statements
from lms.lrs.vocabulary import EXPERIENCED, INITIALIZED, LAUNCHED


def launch_module(*, by: User, enrolment_id: UUID, step: UUID) -> str:
    """Record that the learner starts or goes on; returns the key of the lesson where they were.

    `step` becomes the id of *launched*, so that a repeated form records nothing new. Raises DoesNotExist for what
    is not theirs, StepRefused for a closed enrolment.
    """
    with transaction.atomic():
        enrolment = lock_own_enrolment(by=by, enrolment_id=enrolment_id)
        lesson_key = next_lesson(rule_of(enrolment), enrolment.progress.conditions, enrolment.progress.last_lesson)
        if is_stored(enrolment, step):
            return lesson_key
        require_open(enrolment)
        now = step_time(enrolment, None)
        module = module_activity(enrolment)
        lesson = lesson_activity(enrolment, lesson_key)
        store_steps(
            enrolment,
            statements.step(verb=LAUNCHED, timestamp=now, statement_id=step, **module),
            statements.step(verb=INITIALIZED, timestamp=now, **module),
            statements.step(verb=EXPERIENCED, timestamp=now, **lesson),
        )
        record_progress(enrolment_id=enrolment.pk)
        return lesson_key
