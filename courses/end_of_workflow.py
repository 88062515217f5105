"""What Wagtail calls when a workflow ends well (WAGTAIL_FINISH_WORKFLOW_ACTION).

Wagtail imports this while it loads its models, so what it needs of ours is imported when it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from lms.accounts.models import User


def publish_submission(workflow_state: WorkflowState, user: User) -> None:
    """Publish exactly what was pinned when the module was handed in."""
    from courses.actions.publish_version import publish_version

    publish_version(submission=workflow_state.current_task_state.submission, by=user)
