"""Record that a learner has finished a lesson, and goes on to the next one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from courses.actions.take_lesson_step import take_lesson_step
from courses.models import Progress
from lms.accounts.models import User
from lms.lrs.statements import Result
from lms.lrs.vocabulary import COMPLETED


def finish_lesson(
    *, by: User, enrolment_id: UUID, lesson_key: UUID, step: UUID, made_at: datetime | None = None
) -> Progress:
    """Store *completed* for the lesson. Raises DoesNotExist for what is not theirs, StepRefused where closed."""
    return take_lesson_step(
        by=by,
        enrolment_id=enrolment_id,
        lesson_key=lesson_key,
        verb=COMPLETED,
        step=step,
        made_at=made_at,
        result=Result(completion=True),
    )
