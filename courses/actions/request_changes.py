"""Send a module that was handed in back to its trainers."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from courses.models import Submission
from lms.accounts.models import User


def request_changes(*, submission: Submission, by: User, comment: str) -> None:
    """Ask for changes, saying which in `comment`. Raises PermissionDenied, also where it was decided already.

    Wagtail's workflow writes the audit line and tells who handed it in.
    """
    with transaction.atomic():
        state = Submission.objects.select_for_update().get(pk=submission.pk).task_state
        if state is None:
            raise PermissionDenied
        state.task.specific.on_action(state.specific, by, "reject", comment=comment)
