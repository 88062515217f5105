"""Receivers of this app: they only queue tasks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from lms.core.queue import queue_on_commit


def leave_to_notices(sender: Any, **kwargs: Any) -> None:
    """Stand where Wagtail's e-mail to the whole group would: `publishing/notices.py` writes to who may decide."""


def queue_recompute(sender: Any, registrations: Iterable[UUID | str], **kwargs: Any) -> None:
    """Statements came in from outside: compute progress of their registrations anew."""
    if wanted := sorted({str(registration) for registration in registrations if registration}):
        queue_on_commit("courses.tasks.recompute_registrations", wanted)
