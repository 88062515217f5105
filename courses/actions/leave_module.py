"""Record that a learner stops for now; they go on where they were."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from courses.steps import is_stored, lock_own_enrolment, module_activity, require_open, step_time, store_steps
from lms.accounts.models import User
from lms.lrs import statements
from lms.lrs.vocabulary import TERMINATED


def leave_module(*, by: User, enrolment_id: UUID, step: UUID) -> None:
    """Store *terminated* for the module. Raises DoesNotExist for what is not theirs, StepRefused where closed."""
    with transaction.atomic():
        enrolment = lock_own_enrolment(by=by, enrolment_id=enrolment_id)
        if is_stored(enrolment, step):
            return
        require_open(enrolment)
        store_steps(
            enrolment,
            statements.step(
                verb=TERMINATED,
                timestamp=step_time(enrolment, None),
                statement_id=step,
                **module_activity(enrolment),
            ),
        )
