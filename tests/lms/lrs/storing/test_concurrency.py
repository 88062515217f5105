"""Many at once: nobody waits for ever, nobody loses anything, and no reader skips a row that commits late."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from lms.lrs.actions.settle_transactions import settle_transactions
from lms.lrs.actions.store_statements import store_statements
from lms.lrs.database import consistent_through, oldest_open_transaction
from lms.lrs.forwarding.waiting import window_after
from lms.lrs.models import ForwardingDestination, RecordStoreKey, Relation, Statement, StatementAttachment
from lms.lrs.records import ReceivedStatement, StatementConflict
from lms.lrs.storing.sources import Source
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store, void_data
from tests.lms.lrs.conftest import XapiClient
from tests.lms.lrs.multiparts import attachment, part, received, send, statements_part

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="2026-11-21: only PostgreSQL has several writers at a time"
)


@pytest.fixture
def xapi(transactional_db: None) -> XapiClient:
    return XapiClient(RecordStoreKeyFactory())


def in_threads(work: Any, arguments: list[Any]) -> list[Any]:
    def run(argument: Any) -> Any:
        try:
            return work(argument)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(run, arguments))


class OpenWriter(threading.Thread):
    """Stores statements in a transaction that stays open until `commit()`."""

    def __init__(self, key: RecordStoreKey, *data: Any) -> None:
        super().__init__()
        self.key, self.data = key, data
        self.has_written, self.may_commit = threading.Event(), threading.Event()

    def run(self) -> None:
        try:
            with transaction.atomic():
                store(*self.data, key=self.key)
                self.has_written.set()
                self.may_commit.wait(20)
        finally:
            connections.close_all()

    def __enter__(self) -> "OpenWriter":
        self.start()
        assert self.has_written.wait(20)
        return self

    def commit(self) -> None:
        self.may_commit.set()
        self.join()

    def __exit__(self, *args: Any) -> None:
        self.commit()


def test_writers_of_the_same_agents_and_activities_never_fail(xapi):
    def write(number: int) -> int:
        for _ in range(5):
            store(*(statement_data() for _ in range(10)), key=xapi.key)
        return number

    assert in_threads(write, list(range(6))) == list(range(6))
    assert Statement.objects.count() == 300
    assert Relation.objects.count() == 900


def test_batches_with_the_same_ids_in_any_order_store_each_once(xapi):
    data = [statement_data() for _ in range(30)]
    orders = [data, data[::-1], data[10:] + data[:10], data[15:] + data[:15]]

    stored = in_threads(
        lambda batch: store_statements(
            statements=[ReceivedStatement.from_data(item) for item in batch],
            source=Source.of_key(xapi.key, "1.0.3"),
        ),
        orders,
    )

    assert sum(len(result.new_ids) for result in stored) == 30
    assert [[str(found) for found in result.ids] for result in stored] == [
        [item["id"] for item in order] for order in orders
    ]
    assert Statement.objects.count() == 30


def test_different_statements_with_one_id_end_in_one_and_a_conflict(xapi):
    statement_id = str(uuid4())

    def write(number: int) -> str:
        try:
            store(statement_data(id=statement_id, verb={"id": f"urn:x:{number}"}), key=xapi.key)
        except StatementConflict:
            return "conflict"
        return "stored"

    assert sorted(in_threads(write, [1, 2, 3, 4])) == ["conflict", "conflict", "conflict", "stored"]


@on_postgresql
def test_void_and_target_that_commit_at_once_meet(xapi):
    data = statement_data()
    void = void_data(data["id"])
    with OpenWriter(xapi.key, data), OpenWriter(xapi.key, void):
        pass

    assert xapi.ids() == [void["id"]]


@on_postgresql
def test_references_that_commit_at_once_are_followed(xapi):
    target = statement_data(verb={"id": "urn:x:target"})
    middle = statement_data(object={"objectType": "StatementRef", "id": target["id"]})
    outer = statement_data(object={"objectType": "StatementRef", "id": middle["id"]})
    store(target, key=xapi.key)

    in_threads(lambda data: store(data, key=xapi.key), [middle, outer])

    assert set(xapi.ids(verb="urn:x:target")) == {target["id"], middle["id"], outer["id"]}


@on_postgresql
def test_consistent_through_stays_before_an_open_transaction(xapi):
    with OpenWriter(xapi.key, statement_data()) as writer:
        moment = consistent_through()
        horizon = oldest_open_transaction()
        writer.commit()

    (late,) = Statement.objects.all()
    assert moment < late.stored
    assert horizon <= late.transaction


@pytest.mark.skipif(connection.vendor != "sqlite", reason="2026-11-21: only SQLite answers so")
def test_consistent_through_on_sqlite_says_nothing_while_somebody_writes(xapi):
    with OpenWriter(xapi.key, statement_data()):
        assert consistent_through() is None
        assert xapi.get().headers["X-Experience-API-Consistent-Through"]
    assert consistent_through() is not None


@on_postgresql
def test_reader_in_ascending_order_never_skips_a_row_of_an_open_transaction(xapi):
    early, late = [statement_data() for _ in range(3)], [statement_data() for _ in range(3)]
    with OpenWriter(xapi.key, *early) as writer:
        store(*late, key=xapi.key)
        first = xapi.get(ascending="true", limit=2).json()
        writer.commit()
        found = [statement["id"] for statement in first["statements"]]
        while first["more"]:
            first = xapi.follow(first["more"]).json()
            found += [statement["id"] for statement in first["statements"]]
    since = {"since": Statement.objects.get(id=found[-1]).stored.isoformat()} if found else {}

    deadline = time.monotonic() + 20
    while len(found) < 6 and time.monotonic() < deadline:
        found += xapi.ids(ascending="true", limit=2, **since)

    assert found == [data["id"] for data in early + late]


@on_postgresql
def test_harvester_beside_writers_misses_no_statement(xapi):
    """Poll with `since` = the last `stored` seen, as clients do, while others write in longer transactions."""
    is_done = threading.Event()
    found: list[str] = []

    def harvest(_: None) -> None:
        last = "2000-01-01T00:00:00Z"
        has_news = True
        while has_news or not is_done.is_set():
            finished = is_done.is_set()
            response = xapi.get(ascending="true", limit=7, since=last)
            has_news = False
            while True:
                body = response.json()
                for statement in body["statements"]:
                    found.append(statement["id"])
                    last = statement["stored"]
                    has_news = True
                if not body["more"]:
                    break
                response = xapi.follow(body["more"])
            has_news = has_news or not finished

    def write(number: int) -> None:
        for turn in range(15):
            with transaction.atomic():
                store(*(statement_data() for _ in range(3)), key=xapi.key)
                time.sleep(0.001 * ((number * 7 + turn * 3) % 11))
                store(statement_data(), key=xapi.key)

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(in_threads, harvest, [None])
        in_threads(write, [1, 2, 3, 4])
        time.sleep(0.2)
        is_done.set()
        reading.result(60)
    deadline = time.monotonic() + 20
    last = Statement.objects.get(id=found[-1]).stored.isoformat()
    while len(set(found)) < 240 and time.monotonic() < deadline:
        found += xapi.ids(ascending="true", since=last)

    assert set(found) == {str(statement_id) for statement_id in Statement.objects.values_list("id", flat=True)}
    assert len(set(found)) == 240


def test_writers_of_the_same_attachment_at_once_keep_it_whole_and_each_has_it(xapi, media):
    content = bytes(range(256)) * 4000
    statements = [statement_data(attachments=[attachment(content)]) for _ in range(6)]

    def write(data: Any) -> int:
        return int(send(XapiClient(xapi.key), statements_part(data), part(content)).status_code)

    assert in_threads(write, statements) == [200] * 6

    assert [file.read_bytes() for file in media.rglob("*") if file.is_file()] == [content]
    assert StatementAttachment.objects.count() == 6
    for data in statements:
        _, [(_, found)] = received(xapi.get(statementId=data["id"], attachments="true"))
        assert found == content


def test_writer_of_an_attachment_beside_one_that_is_refused_keeps_it(xapi, media):
    """Who takes bytes back because of a refusal takes them from nobody else."""
    content = b"shared" * 50_000
    there = statement_data()
    xapi.post(there)
    conflict = {**there, "verb": {"id": "https://example.org/other"}}
    statements = [
        {**(statement_data() if number % 2 else conflict), "attachments": [attachment(content)]}
        for number in range(6)
    ]

    def write(data: Any) -> int:
        return int(send(XapiClient(xapi.key), statements_part(data), part(content)).status_code)

    assert in_threads(write, statements) == [409, 200] * 3

    for data in statements[1::2]:
        _, [(_, found)] = received(xapi.get(statementId=data["id"], attachments="true"))
        assert found == content


def test_settling_beside_writers_loses_no_statement_for_forwarding(xapi):
    """Restored, and clients write already: whatever settling takes for old is sent, and so is what comes after."""
    destination = ForwardingDestination.objects.create(name="x", endpoint="https://x.nl", wrapped_secret=b"")
    is_done = threading.Event()

    def write(number: int) -> list[str]:
        stored = []
        while not is_done.is_set() and len(stored) < 200:
            stored += [str(row.id) for row in store(statement_data(), statement_data(), key=xapi.key)]
        return stored

    def settle(number: int) -> list[str]:
        try:
            for _ in range(8):
                settle_transactions()
        finally:
            is_done.set()
        return []

    written = in_threads(lambda number: (write if number else settle)(number), [0, 1, 2, 3])

    expected = [statement_id for stored in written for statement_id in stored]
    assert expected
    destination.refresh_from_db()
    waiting = {seq for _, seq in window_after(destination)}
    assert {str(row.id) for row in Statement.objects.filter(seq__in=waiting)} == set(expected)
