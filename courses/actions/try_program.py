"""Try a robot program on a scenario that the learner sees, as often as they like."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from courses.models import RobotAttempt
from courses.robot_steps import queue_attempt
from lms.accounts.models import User


def try_program(
    *, by: User, enrolment_id: UUID, lesson_key: UUID, block_id: UUID, program: Any, step: UUID, scenario: str = ""
) -> RobotAttempt:
    """Have `program` checked on the visible `scenario`, on all visible ones where it is empty.

    As queue_attempt; progress does not count it.
    """
    return queue_attempt(
        by=by,
        enrolment_id=enrolment_id,
        lesson_key=lesson_key,
        block_id=block_id,
        kind=RobotAttempt.Kind.TRY,
        program=program,
        step=step,
        scenario=scenario,
    )
