"""Carry out an order to remove old statements, documents and attachments, part by part."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone

from lms.core.registry import retention_sealing
from lms.lrs.models import RetentionRun
from lms.lrs.retention import Scope, documents_to_remove, remove_rows, statements_to_remove, statements_to_send
from lms.lrs.storing.attachment_files import remove_unused

# Statements or documents in one transaction.
PART = 500


def apply_retention(*, run_id: int, at_most: int | None = None) -> bool:
    """Do `at_most` parts of an order (all where it is left out); returns whether there is more to do now.

    What is still to be forwarded waits: then the order stays open, and is taken up again later. Each part is one
    transaction: progress that follows from its statements is sealed first, then they go. Any number may do this at
    once, and any of them may end half-way.
    """
    while at_most is None or at_most > 0:
        if not _do_part(run_id):
            return False
        at_most = None if at_most is None else at_most - 1
    return True


def _do_part(run_id: int) -> bool:
    with transaction.atomic():
        run = RetentionRun.objects.select_for_update().filter(pk=run_id, finished_at=None).first()
        if run is None:
            return False
        fieldlab = run.fieldlab
        scope = Scope(run.before, fieldlab)
        rows = list(
            statements_to_remove(scope)
            .filter(seq__gt=run.seq)
            .order_by("seq")
            .values_list("seq", "registration")[:PART]
        )
        if rows:
            registrations = {registration for _, registration in rows if registration is not None}
            if registrations:
                run.sealed += sum(retention_sealing.run(registrations=registrations).values())
            statements, attachments, files = remove_rows(seq for seq, _ in rows)
            run.seq = rows[-1][0]
            run.statements += statements
            run.attachments += attachments
            transaction.on_commit(partial(remove_unused, files), robust=True)
        else:
            documents = list(documents_to_remove(scope).values_list("pk", flat=True)[:PART])
            run.documents += documents_to_remove(scope).filter(pk__in=documents).delete()[0]
            if not documents:
                # What waited may be anywhere: the next one begins at the start.
                run.seq = 0
                if not statements_to_send(scope).exists():
                    run.finished_at = timezone.now()
                run.save()
                return False
        run.save()
        return True
