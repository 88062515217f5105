"""One sender at a time, never past an open transaction, whoever is killed, paused or restored."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from celery import current_app
from django.db import connection, connections, transaction
from django.utils import timezone

from lms.lrs.actions.forward_statements import forward_statements
from lms.lrs.actions.pause_destination import pause_destination
from lms.lrs.actions.resume_destination import resume_destination
from lms.lrs.actions.settle_transactions import settle_transactions
from lms.lrs.forwarding.waiting import lag_of
from lms.lrs.models import ForwardingDestination, Statement
from lms.lrs.tasks import sweep
from tests.factories.lrs import statement_data, store
from tests.lms.lrs.forwarding.other_store import forward, ids, sent_to

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="2026-11-22: SQLite has one writer at a time"
)


def test_sender_that_was_killed_is_replaced_and_loses_nothing(make, other, key):
    destination = make()
    (statement,) = store(statement_data(), key=key)
    settle_transactions()
    # As a kill between the answer and the note leaves it.
    ForwardingDestination.objects.update(sender=uuid4(), sender_until=timezone.now() + timedelta(seconds=30))
    other.kept[str(statement.id)] = 1

    assert forward_statements(destination_id=destination.pk) is False
    assert not other.batches
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        forward(destination)

    assert other.kept[str(statement.id)] == 2
    destination.refresh_from_db()
    assert destination.seq == statement.seq


def test_paused_destination_gets_nothing_until_it_is_resumed(make, other, key, operator):
    destination = make()
    statements = store(statement_data(), key=key)

    pause_destination(by=operator, destination=destination)
    sent_to(destination)
    assert not other.batches
    assert lag_of(destination).count == 1

    resume_destination(by=operator, destination=destination)
    sent_to(destination)
    assert list(other.kept) == ids(statements)
    assert lag_of(destination).count == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_pause_stops_who_is_sending_after_the_batch(make, other, key):
    destination = make()
    store(*(statement_data() for _ in range(600)), key=key)
    ask = other.answer

    def pause_first(body, headers):
        ForwardingDestination.objects.update(paused_at=timezone.now())
        connections.close_all()
        return ask(body, headers)

    other.answer = pause_first
    forward(destination)

    assert [len(batch) for batch in other.batches] == [500]
    destination.refresh_from_db()
    # Not noted, so that it goes again: the store takes it as the same.
    assert (destination.sent, destination.sender) == (0, None)


def test_sweep_finds_what_waits(make, other, key):
    destination = make()
    statements = store(statement_data(), key=key)
    settle_transactions()
    current_app.conf.task_always_eager = True
    try:
        sweep()
    finally:
        current_app.conf.task_always_eager = False

    assert list(other.kept) == ids(statements)
    assert ForwardingDestination.objects.get(pk=destination.pk).sent == 1


@on_postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_row_of_a_transaction_that_commits_late_is_never_passed_over(make, other, key):
    """An older transaction takes a higher number; both orders of number and transaction occur."""
    destination = make()
    older, newer = Writer(key), Writer(key)
    older.begin()
    newer.begin()
    low = newer.write()
    high = older.write()
    older.commit()

    sent_to(destination)
    newer.commit()
    sent_to(destination)

    seqs = dict(Statement.objects.values_list("id", "seq"))
    assert seqs[low] < seqs[high]
    assert Counter(other.kept) == {str(low): 1, str(high): 1}


class Writer:
    """A connection of its own, with a transaction that has its number from the start."""

    def __init__(self, key):
        self.key = key
        self.pool = ThreadPoolExecutor(1)
        self.block = None

    def _do(self, work):
        return self.pool.submit(work).result(20)

    def begin(self):
        def work():
            self.block = transaction.atomic()
            self.block.__enter__()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id()")

        self._do(work)

    def write(self):
        data = statement_data()
        self._do(lambda: store(data, key=self.key))
        return UUID(data["id"])

    def commit(self):
        def work():
            self.block.__exit__(None, None, None)
            connections.close_all()

        self._do(work)
        self.pool.shutdown()


@on_postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_restored_database_forwards_on_where_it_was(make, other, key):
    destination = make()
    old = store(statement_data(), statement_data(), key=key)
    sent_to(destination)
    waiting = store(statement_data(), key=key)
    # As in a dump of a database that had seen many more transactions.
    far = 2**40
    for number, statement in enumerate([*old, *waiting]):
        Statement.objects.filter(pk=statement.pk).update(transaction=far + number)
    ForwardingDestination.objects.update(transaction=far + 1, seq=old[1].seq)
    after = store(statement_data(), key=key)

    sent_to(destination)

    assert set(other.kept) == set(ids([*old, *waiting, *after]))
    assert other.kept[str(old[0].id)] == other.kept[str(old[1].id)] == 1


def test_settling_keeps_what_was_sent_behind_the_position(make, other, key):
    destination = make()
    store(statement_data(), key=key)
    sent_to(destination)

    settle_transactions()
    sent_to(destination)

    assert list(other.kept.values()) == [1]


def test_settling_stops_who_is_sending(make, key):
    destination = make()
    ForwardingDestination.objects.update(sender=uuid4(), sender_until=timezone.now() + timedelta(seconds=60))

    settle_transactions()

    destination.refresh_from_db()
    assert (destination.sender, destination.sender_until) == (None, None)
