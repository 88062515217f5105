"""Complete an enrolment: once, and never undone by recomputing."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from courses.models import Completion, Enrolment
from courses.signals import module_completed
from courses.steps import module_activity, rule_of, store_steps
from lms.lrs import statements
from lms.lrs.vocabulary import PASSED, SATISFIED


def complete(*, enrolment_id: UUID) -> Completion:
    """Make the Completion of an enrolment whose rule is met, with *passed* and *satisfied*.

    Again gives the same row. On commit `courses.signals.module_completed` is sent. Raises
    ValueError where the rule is not met.
    """
    with transaction.atomic():
        enrolment = Enrolment.objects.lock_and_get(enrolment_id)
        if enrolment.is_completed:
            return enrolment.completion
        progress = enrolment.progress
        if not progress.complete or enrolment.withdrawn_at:
            raise ValueError(f"Enrolment {enrolment_id} does not meet its rule")
        completion = Completion.objects.create(
            enrolment=enrolment,
            version=enrolment.version,
            fieldlab=enrolment.version.fieldlab,
            completed_at=timezone.now(),
            score=progress.score,
            with_practical=bool(rule_of(enrolment).practicals),
        )
        module = module_activity(enrolment) | {"timestamp": completion.completed_at}
        scaled = None if progress.score is None else float(progress.score)
        outcome = statements.Result(success=True, completion=True, scaled=scaled)
        store_steps(
            enrolment,
            statements.step(verb=PASSED, result=outcome, **module),
            statements.step(verb=SATISFIED, **module),
        )
        log(enrolment, "courses.complete", user=enrolment.user, title=str(enrolment.pk))

        # A function, not a partial: Django logs what a robust callback raises by the callback's __qualname__.
        def say_completed() -> None:
            module_completed.send(sender=Completion, completion_id=completion.pk)

        transaction.on_commit(say_completed, robust=True)
        return completion
