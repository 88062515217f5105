"""Tasks of this app: haste only. Each is idempotent, and the sweep finds what a lost task left undone."""

from __future__ import annotations

from celery import shared_task

from courses.actions.complete import complete
from courses.actions.record_progress import record_progress
from courses.actions.requeue_attempt import requeue_attempt
from courses.actions.run_attempt import run_attempt
from courses.models import Enrolment
from courses.publishing.notices import notify_reviewers
from courses.queries import (
    enrolments_behind_their_statements,
    enrolments_behind_their_version,
    enrolments_without_completion,
    lost_attempts,
    submissions_to_tell,
)
from courses.session_notices import tell_who_comes
from courses.session_queries import sessions_to_tell
from lms.core.sweeping import sweep_rows


@shared_task
def recompute_registrations(registrations: list[str]) -> None:
    """Compute progress anew after statements from outside; registrations that are no enrolment are skipped."""
    for enrolment_id in Enrolment.objects.filter(pk__in=registrations).values_list("pk", flat=True):
        record_progress(enrolment_id=enrolment_id)


@shared_task
def recompute_version(version_id: int) -> None:
    """Compute progress anew of who moved along to a version."""
    behind = enrolments_behind_their_version().filter(version=version_id)
    for enrolment_id in list(behind.values_list("pk", flat=True)):
        record_progress(enrolment_id=enrolment_id)


@shared_task
def tell_reviewers(submission_id: int) -> None:
    """Write once to who may approve a module that was handed in, as long as nobody has decided."""
    notify_reviewers(submission_id)


@shared_task
def tell_of_session(session_id: str) -> None:
    """Write once to who has signed up for a session that was changed or cancelled."""
    tell_who_comes(session_id)


# In a queue of its own (settings): a worker takes from all queues in turn, so that programs, of which many come at
# once, never keep a credential waiting.
@shared_task
def run_robot_attempt(attempt_id: str) -> None:
    """Check a robot program that was tried or handed in."""
    run_attempt(attempt_id=attempt_id)


@shared_task
def sweep() -> None:
    """Find rows whose next step is missing, and take it."""
    sweep_rows(enrolments_behind_their_statements(), lambda pk: record_progress(enrolment_id=pk))
    sweep_rows(enrolments_behind_their_version(), lambda pk: record_progress(enrolment_id=pk))
    sweep_rows(enrolments_without_completion(), lambda pk: complete(enrolment_id=pk))
    sweep_rows(submissions_to_tell(), notify_reviewers)
    sweep_rows(sessions_to_tell(), tell_who_comes)
    sweep_rows(lost_attempts(), lambda pk: requeue_attempt(attempt_id=pk))
