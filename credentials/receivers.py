"""What happens here when something happens below: a task is queued, nothing else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from courses.signals import module_completed
from lms.core.queue import queue_on_commit


@receiver(module_completed)
def queue_issuing(sender: Any, completion_id: UUID | str, **kwargs: Any) -> None:
    queue_on_commit("credentials.tasks.issue_credential", str(completion_id))
