"""Stop with a module; what was learnt stays on record, and starting again makes a new enrolment."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from courses.models import Enrolment
from courses.steps import lock_own_enrolment, module_activity, require_open, store_steps
from lms.accounts.models import User
from lms.lrs import statements
from lms.lrs.vocabulary import UNREGISTERED


def withdraw(*, by: User, enrolment_id: UUID) -> Enrolment:
    """Close one's own enrolment; again is fine. Raises StepRefused for a completed one."""
    with transaction.atomic():
        enrolment = lock_own_enrolment(by=by, enrolment_id=enrolment_id)
        if enrolment.withdrawn_at:
            return enrolment
        require_open(enrolment)
        enrolment.withdrawn_at = timezone.now()
        enrolment.save(update_fields=["withdrawn_at"])
        store_steps(
            enrolment,
            statements.step(verb=UNREGISTERED, timestamp=enrolment.withdrawn_at, **module_activity(enrolment)),
        )
        log(enrolment, "courses.withdraw", user=by, title=str(enrolment.pk))
        return enrolment
