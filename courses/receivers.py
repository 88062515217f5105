"""Receivers of this app: they only queue tasks, and let go of what a decision was waited for with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wagtail.models import TaskState

from courses.models import SubmissionMedia
from lms.core.queue import queue_on_commit


def leave_to_notices(sender: Any, **kwargs: Any) -> None:
    """Stand where Wagtail's e-mail to the whole group would: `publishing/notices.py` writes to who may decide."""


def let_go_of_media(sender: Any, instance: TaskState, **kwargs: Any) -> None:
    """A module was decided on or taken back: its files may change again, unless a version uses them."""
    SubmissionMedia.objects.filter(submission__task_state=instance.pk).delete()


def queue_recompute(sender: Any, registrations: Iterable[UUID | str], **kwargs: Any) -> None:
    """Statements came in from outside: compute progress of their registrations anew."""
    if wanted := sorted({str(registration) for registration in registrations if registration}):
        queue_on_commit("courses.tasks.recompute_registrations", wanted)
