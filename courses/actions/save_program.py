"""Keep the program that a learner has in hand, as one goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import RobotWork
from courses.queries import exercise_content
from courses.robot_steps import (
    PROGRAM_BYTES,
    NewerWork,
    ProgramTooLarge,
    exercise_of_step,
    keep_work,
    require_program,
    work_of,
)
from courses.steps import lock_own_enrolment, require_open
from lms.accounts.models import User


def save_program(
    *,
    by: User,
    enrolment_id: UUID,
    lesson_key: UUID,
    block_id: UUID,
    program: Any,
    text: str = "",
    base: datetime | Literal["any"] | None = "any",
) -> RobotWork:
    """Keep `program` with the `text` that it was typed as, or with none the text that is no program yet.

    `base` is when the work was saved that this one goes on from, None for no work yet: NewerWork is raised where
    there is other work by now. With "any" the last one saved counts. Raises DoesNotExist for what is not theirs,
    StepRefused where closed or for what is no program.
    """
    if len(text) > PROGRAM_BYTES:
        raise ProgramTooLarge(_("This program is too large: 64 kB at most. Use repeat or a procedure."))
    with transaction.atomic():
        enrolment = lock_own_enrolment(by=by, enrolment_id=enrolment_id)
        exercise = exercise_of_step(enrolment, lesson_key, block_id)
        require_open(enrolment)
        if program is not None:
            content = exercise_content(exercise)[enrolment.version.source_language]
            program = require_program(program, content.operations)
        known = work_of(enrolment, exercise)
        if base != "any" and known and known.saved_at != base and not is_kept(known, program, text):
            raise NewerWork(_("There is newer work of yours, from another device or tab."), known)
        return keep_work(enrolment, exercise, program, text)


def is_kept(known: RobotWork, program: Any, text: str) -> bool:
    return known.text == text and (program is None or known.program == program)
