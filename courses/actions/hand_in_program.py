"""Hand a robot program in: it is checked on every scenario, and counts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from courses.models import RobotAttempt
from courses.robot_steps import queue_attempt
from lms.accounts.models import User


def hand_in_program(
    *, by: User, enrolment_id: UUID, lesson_key: UUID, block_id: UUID, program: Any, step: UUID
) -> RobotAttempt:
    """Have `program` checked on all scenarios, visible and hidden; as queue_attempt."""
    return queue_attempt(
        by=by,
        enrolment_id=enrolment_id,
        lesson_key=lesson_key,
        block_id=block_id,
        kind=RobotAttempt.Kind.HAND_IN,
        program=program,
        step=step,
    )
