"""Queue a task by its name, so that actions need not import the tasks that call actions."""

from __future__ import annotations

from typing import Any

from celery import current_app
from django.db import transaction


def queue_on_commit(task: str, *arguments: Any) -> None:
    """Queue `task` ("app.tasks.name") with primitive arguments once the transaction is committed.

    A broker that is away fails nothing: what was saved is saved, and the sweep finds what was not queued.
    """

    # A function, not a partial: Django logs what a robust callback raises by the callback's __qualname__.
    def queue() -> None:
        current_app.signature(task, args=arguments).delay()

    transaction.on_commit(queue, robust=True)
