"""Take back a module that was handed in, to change it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from courses.models import ModulePage, Submission
from lms.accounts.models import User


def take_back_module(*, page: ModulePage, by: User) -> None:
    """End the approval that runs; whoever may write the module may do so. Raises PermissionDenied.

    Wagtail's workflow writes the audit line.
    """
    module = page.source
    with transaction.atomic():
        # Who decides on it at this very moment goes first, or waits and finds it taken back.
        handed_in = Submission.objects.select_for_update().filter(module_key=module.translation_key)
        list(handed_in.values_list("pk", flat=True))
        state = module.current_workflow_state
        if state is None or not module.permissions_for_user(by).can_edit():
            raise PermissionDenied
        state.cancel(user=by)
