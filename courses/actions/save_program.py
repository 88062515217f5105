"""Keep the program that a learner has in hand, as one goes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from courses.models import RobotWork
from courses.queries import exercise_content
from courses.robot_steps import exercise_of_step, keep_work, require_program
from courses.steps import lock_own_enrolment, require_open
from lms.accounts.models import User


def save_program(
    *, by: User, enrolment_id: UUID, lesson_key: UUID, block_id: UUID, program: Any, text: str = ""
) -> RobotWork:
    """Keep `program`, or with none the `text` that is no program yet; the last one saved counts.

    Raises DoesNotExist for what is not theirs, StepRefused where closed or for what is no program.
    """
    with transaction.atomic():
        enrolment = lock_own_enrolment(by=by, enrolment_id=enrolment_id)
        exercise = exercise_of_step(enrolment, lesson_key, block_id)
        require_open(enrolment)
        if program is not None:
            content = exercise_content(exercise)[enrolment.version.source_language]
            program = require_program(program, content.operations)
        return keep_work(enrolment, exercise, program, text)
