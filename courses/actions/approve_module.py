"""Approve a module that was handed in: what was pinned is published."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from courses.models import ModuleVersion, Submission
from courses.publishing.drafts import RevisionsMissing, pinned_draft
from courses.publishing.exercises import exercise_problems
from courses.publishing.rules import ModuleNotReady
from lms.accounts.models import User


def approve_module(*, submission: Submission, by: User, comment: str = "") -> ModuleVersion:
    """Approve `submission` as somebody who did not work on it; the workflow's end publishes the version.

    Wagtail's workflow writes the audit line. Raises PermissionDenied, also where it was decided already, and
    ModuleNotReady where something was lost since (a deleted page or picture).
    """
    _run_robot_programs(submission, by)
    with transaction.atomic():
        state = Submission.objects.select_for_update().get(pk=submission.pk).task_state
        if state is None:
            raise PermissionDenied
        state.task.specific.on_action(state.specific, by, "approve", comment=comment)
        return ModuleVersion.objects.get(submission=submission)


def _run_robot_programs(submission: Submission, by: User) -> None:
    """Run those that were not run before, and remember it: within the transaction that takes too long."""
    state = submission.task_state
    if state is None or not state.task.specific.can_be_decided_by(by, submission):
        raise PermissionDenied
    try:
        draft = pinned_draft(submission)
    except RevisionsMissing:
        return  # Whoever publishes says so.
    if problems := exercise_problems(draft):
        raise ModuleNotReady(problems)
