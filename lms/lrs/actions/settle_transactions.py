"""After a database was restored from a dump: the numbers of transactions in it mean nothing any more."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Min, Q

from lms.lrs.database import lock_against_writers
from lms.lrs.models import ForwardingDestination, Statement


def settle_transactions() -> int:
    """Mark all statements as of a transaction that ended long ago; returns how many were not yet.

    Call it after a restore. Who writes waits; who sends stops, for it holds an old position. Forwarding goes on at
    the first statement that a destination has not had: it may get some again, which changes nothing there.
    """
    with transaction.atomic():
        lock_against_writers(Statement._meta.db_table)
        for destination in ForwardingDestination.objects.select_for_update():
            after = Q(transaction=destination.transaction, seq__gt=destination.seq) | Q(
                transaction__gt=destination.transaction
            )
            first = Statement.objects.filter(after).aggregate(first=Min("seq"))["first"]
            last = Statement.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
            destination.transaction, destination.seq = 0, last if first is None else first - 1
            destination.sender = destination.sender_until = None
            destination.save(update_fields=["transaction", "seq", "sender", "sender_until"])
        return Statement.objects.exclude(transaction=0).update(transaction=0)
