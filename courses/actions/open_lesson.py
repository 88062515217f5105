"""Record that a learner has a lesson before them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from courses.actions.take_lesson_step import take_lesson_step
from courses.models import Progress
from lms.accounts.models import User
from lms.lrs.vocabulary import EXPERIENCED


def open_lesson(
    *, by: User, enrolment_id: UUID, lesson_key: UUID, step: UUID, made_at: datetime | None = None
) -> Progress:
    """Store *experienced* for the lesson. Raises DoesNotExist for what is not theirs, StepRefused where closed."""
    return take_lesson_step(
        by=by, enrolment_id=enrolment_id, lesson_key=lesson_key, verb=EXPERIENCED, step=step, made_at=made_at
    )
