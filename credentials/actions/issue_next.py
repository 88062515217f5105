from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from credentials.actions.issue_many import issue_many
from credentials.models import IssueBatch, IssueBatchItem

# So many are awarded in one transaction: what a kill undoes, and how long others wait for the fieldlab's list.
AT_ONCE = 100


def issue_next(*, batch_id: int, at_most: int = AT_ONCE) -> bool:
    """Award the next credentials of a batch; returns whether more are waiting.

    They, and the note that they were made, are one transaction: after a kill at any moment, the next call goes on
    where the last one came. Any number of callers may do so at once. Raises the errors of `issue_many`.
    """
    with transaction.atomic():
        waiting = IssueBatchItem.objects.filter(batch=batch_id, credential=None, problem="")
        items = list(waiting.select_for_update(of=("self",), no_key=True).order_by("pk")[:at_most])
        awarded = issue_many(completion_ids=[item.completion_id for item in items])
        for item in items:
            item.credential = awarded.credentials.get(item.completion_id)
            if item.credential is None:
                item.problem = str(awarded.refused[item.completion_id])[:250]
        IssueBatchItem.objects.bulk_update(items, ["credential", "problem"])
        if waiting.exists():
            return True
        IssueBatch.objects.filter(pk=batch_id, finished_at=None).update(finished_at=timezone.now())
    return False
