"""Keep progress as it is, because the statements that it follows from are about to be removed."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.actions.record_progress import record_progress
from courses.models import Enrolment, RobotAttempt, RobotWork


def seal_progress(*, registrations: Iterable[UUID]) -> int:
    """Compute and seal the progress of these enrolments; returns how many were not sealed yet.

    An open one is closed: with its statements gone it could not go on. Its learner may start the module again.
    Robot programs go with the statements that they are attached to.
    """
    sealed = 0
    with transaction.atomic():
        found = Enrolment.objects.filter(pk__in=set(registrations)).exclude(progress__sealed_at__isnull=False)
        for enrolment_id in found.order_by("pk").values_list("pk", flat=True):
            progress = record_progress(enrolment_id=enrolment_id)
            now = timezone.now()
            progress.sealed_at = now
            progress.save(update_fields=["sealed_at"])
            # They say the same as the statements that go.
            RobotAttempt.objects.filter(enrolment=enrolment_id).delete()
            RobotWork.objects.filter(enrolment=enrolment_id).delete()
            Enrolment.objects.open().filter(pk=enrolment_id).update(withdrawn_at=now)
            sealed += 1
    return sealed
