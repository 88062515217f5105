"""Move learners along to a new minor version of what they follow: nothing of theirs is lost."""

from __future__ import annotations

from django.db import transaction
from wagtail.log_actions import log

from courses.models import Enrolment, ModuleVersion
from lms.accounts.models import User
from lms.core.queue import queue_on_commit


def move_to_version(*, by: User, version: ModuleVersion) -> int:
    """Move every open enrolment in the same major version to `version`; returns how many moved.

    Progress is computed anew by a task, and by the sweep where the task is lost: statements stay as they are.
    """
    behind = (
        Enrolment.objects.open()
        .filter(module_key=version.module_key, major=version.major)
        .exclude(version=version)
        .order_by("pk")
    )
    with transaction.atomic():
        # Who completes at this moment holds their row, and is closed once we have it: lock first, then look again.
        list(behind.select_for_update(of=("self",)).only("pk"))
        moved = behind.order_by().update(version=version)
        if moved:
            log(version, "courses.move_to_version", user=by, title=str(version), data={"moved": moved})
            queue_on_commit("courses.tasks.recompute_version", version.pk)
        return moved
