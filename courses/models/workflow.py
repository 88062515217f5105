"""Four eyes: nobody approves what they wrote or handed in themselves."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.locks import WorkflowLock
from wagtail.models import AbstractGroupApprovalTask, TaskState

from courses.models.versions import Submission

if TYPE_CHECKING:
    from lms.accounts.models import User


class InReviewLock(WorkflowLock):
    """Nobody changes what a colleague is looking at."""

    def get_message(self, user: User) -> str:
        return gettext(
            "This module has been handed in. You can change it again once a colleague has looked at it, "
            "or when you take it back."
        )

    def get_locked_by(self, user: User, can_lock: bool = False) -> str:
        return gettext("Handed in")

    def get_description(self, user: User, can_lock: bool = False) -> str:
        return self.get_message(user)


class FourEyesTask(AbstractGroupApprovalTask):
    """Approval by a member of the groups, or the fieldlab's outside approver, who did not work on it.

    It is started by submit_module, which makes the Submission; a task without one can only be sent back.
    """

    lock_class = InReviewLock

    class Meta:
        verbose_name = _("four-eyes approval")
        verbose_name_plural = _("four-eyes approvals")

    def can_be_decided_by(self, user: User, submission: Submission) -> bool:
        """Whether `user` may approve `submission` or ask for changes."""
        if not user.is_active:
            return False
        invited = (
            user.is_superuser or self._user_in_groups(user) or submission.fieldlab.outside_approver_id == user.pk
        )
        return bool(invited) and user.pk not in submission.writers()

    def user_can_access_editor(self, obj: Any, user: User) -> bool:
        """Those who look at it do so on the review page; they don't edit."""
        return False

    def locked_for_user(self, obj: Any, user: User) -> bool:
        return True

    def user_can_lock(self, obj: Any, user: User) -> bool:
        return False

    def get_actions(self, obj: Any, user: User) -> list[tuple[str, Any, bool]]:
        """None on Wagtail's own screens: the review page decides, and says what is missing."""
        return []

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> Any:
        # Wagtail asks the task of every fieldlab in turn: the first one looks for all, so that the number of
        # queries does not grow with the fieldlabs. Asked a second time, it looks again.
        asked, decided = getattr(user, "_four_eyes", (set[int](), None))
        if decided is None or self.pk in asked:
            asked, decided = set[int](), decided_by(user)
            user._four_eyes = asked, decided  # type: ignore[attr-defined]  # kept as Wagtail keeps its checks
        asked.add(self.pk)
        return TaskState.objects.filter(pk__in=decided[self.pk])

    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        with transaction.atomic():
            # Two who decide at once wait for each other here, and Wagtail refuses the second one.
            submission = Submission.objects.select_for_update().filter(task_state=task_state).first()
            if submission is None or not self.can_be_decided_by(user, submission):
                raise PermissionDenied
            task_state.refresh_from_db()
            super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> Any:
        return _("A colleague who did not write it looks at the module before it is published.")


def decided_by(user: User) -> dict[int, list[int]]:
    """The states in progress that `user` may decide on, by the id of their task.

    The rule is that of can_be_decided_by, for all tasks at once.
    """
    groups = FourEyesTask.groups.through.objects.filter(group__in=user.groups.all())
    own = set(groups.values_list("foureyestask", flat=True))
    waiting = Submission.objects.filter(
        task_state__status=TaskState.STATUS_IN_PROGRESS, task_state__task__in=FourEyesTask.objects.all()
    )
    if not user.is_superuser:
        waiting = waiting.filter(Q(task_state__task__in=own) | Q(fieldlab__outside_approver=user))
    decided = defaultdict[int, list[int]](list)
    for submission in waiting.select_related("fieldlab", "task_state"):
        if submission.task_state and user.is_active and user.pk not in submission.writers():
            decided[submission.task_state.task_id].append(submission.task_state.pk)
    return decided
