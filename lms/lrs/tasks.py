"""Tasks of the record store; each may run any number of times, and the sweep does what was lost."""

from __future__ import annotations

from celery import shared_task

from lms.lrs.actions.apply_retention import apply_retention
from lms.lrs.actions.collect_activities import collect_activities
from lms.lrs.actions.count_statements import count_statements
from lms.lrs.actions.forward_statements import forward_statements
from lms.lrs.forwarding.waiting import due_destinations
from lms.lrs.keys.rates import forget_full_buckets
from lms.lrs.keys.refused import forget_old_refusals
from lms.lrs.keys.secrets import forget_ended_launches
from lms.lrs.models import RetentionRun
from lms.lrs.storing.attachment_files import forget_unfinished

# Each part is a transaction of its own: a worker that ends loses one at most.
PARTS_AT_ONCE = 20


@shared_task
def forward(destination_id: int) -> None:
    """Send a destination what waits for it, and come back while there is more."""
    if forward_statements(destination_id=destination_id):
        forward.delay(destination_id)


# The sweep comes again soon; an import of a million statements does not keep the worker from all else.
BATCHES_AT_ONCE = 50


@shared_task
def collect() -> None:
    """Take what statements say of activities into the catalogue."""
    for _ in range(BATCHES_AT_ONCE):
        if not collect_activities():
            return


@shared_task
def retain(run_id: int) -> None:
    """Remove a part of what retention asks for, and come back while there is more."""
    if apply_retention(run_id=run_id, at_most=PARTS_AT_ONCE):
        retain.delay(run_id)


@shared_task
def sweep() -> None:
    """Forward what waits, fill the catalogue of activities, and remove what has had its time."""
    for destination_id in due_destinations().values_list("pk", flat=True):
        forward.delay(destination_id)
    collect.delay()
    forget_ended_launches()
    forget_unfinished()
    forget_full_buckets()
    forget_old_refusals()
    for run_id in RetentionRun.objects.unfinished().values_list("pk", flat=True):
        retain.delay(run_id)
    count_statements()
