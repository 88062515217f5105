"""Give a robot program to the workers again that was lost on its way, or whose worker was killed."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.models import RobotAttempt
from courses.queries import lost_attempts
from lms.core.queue import queue_on_commit


def requeue_attempt(*, attempt_id: UUID) -> RobotAttempt | None:
    """Queue the attempt again and note when; none where it is not lost. Checking it twice does no harm."""
    with transaction.atomic():
        attempt = lost_attempts().select_for_update().filter(pk=attempt_id).first()
        if attempt is None:
            return None
        attempt.queued_at = timezone.now()
        attempt.save(update_fields=["queued_at"])
        queue_on_commit("courses.tasks.run_robot_attempt", str(attempt.pk))
        return attempt
