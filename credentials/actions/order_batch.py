from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import ModuleVersion
from credentials.models import IssueBatch, IssueBatchItem
from credentials.queries import completions_without_credential
from lms.accounts.models import User
from lms.core.queue import queue_on_commit
from lms.organisations.models import Fieldlab
from lms.organisations.queries import overseen_fieldlabs

ROWS_AT_ONCE = 1000


def order_batch(*, by: User | None, fieldlab: Fieldlab, version: ModuleVersion | None = None) -> IssueBatch:
    """Order the credentials of all completions of a fieldlab that have none; with `version` of that one only.

    While a batch of the fieldlab runs, that one is returned. `by` is none for the command line. Raises
    PermissionDenied (managers of the fieldlab and operators only) and ValidationError where nothing waits.
    """
    if by is not None and not overseen_fieldlabs(by).filter(pk=fieldlab.pk).exists():
        raise PermissionDenied
    with transaction.atomic():
        # Two callers at once wait for each other here.
        Fieldlab.objects.select_for_update(no_key=True).get(pk=fieldlab.pk)
        running = IssueBatch.objects.filter(fieldlab=fieldlab, finished_at=None).first()
        if running is not None:
            return running
        waiting = completions_without_credential().filter(fieldlab=fieldlab)
        if version is not None:
            waiting = waiting.filter(version=version)
        completion_ids = list(waiting.order_by("completed_at", "pk").values_list("pk", flat=True))
        if not completion_ids:
            raise ValidationError(_("Nobody is waiting for a credential here."))
        batch = IssueBatch.objects.create(
            fieldlab=fieldlab, version=version, ordered_by=by, total=len(completion_ids)
        )
        IssueBatchItem.objects.bulk_create(
            [IssueBatchItem(batch=batch, completion_id=pk) for pk in completion_ids], batch_size=ROWS_AT_ONCE
        )
        log(batch, "credentials.issue_batch", user=by, data={"total": batch.total})
        queue_on_commit("credentials.tasks.issue_batch", batch.pk)
    return batch
