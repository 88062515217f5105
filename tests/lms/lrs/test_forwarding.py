"""Forwarding: in order, nothing lost, nothing twice, whatever the other store says."""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from uuid import UUID, uuid4

import pytest
import time_machine
from celery import current_app
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections, transaction
from django.utils import timezone

from lms.lrs.actions.create_destination import create_destination
from lms.lrs.actions.forward_statements import forward_statements
from lms.lrs.actions.pause_destination import pause_destination
from lms.lrs.actions.resend_refused import resend_refused
from lms.lrs.actions.resume_destination import resume_destination
from lms.lrs.actions.settle_transactions import settle_transactions
from lms.lrs.actions.update_destination import update_destination
from lms.lrs.forwarding import lag_of, wait_after
from lms.lrs.models import ForwardingDestination, Statement
from lms.lrs.multipart import boundary_in, parts_of, written
from lms.lrs.sources import Source
from lms.lrs.tasks import sweep
from lms.organisations.models import Role
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.lrs import RecordStoreKeyFactory, TenantFactory, statement_data, store, void_data
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db

on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="2026-11-22: SQLite has one writer at a time"
)
PASSED = "http://adlnet.gov/expapi/verbs/passed"


class OtherStore(ThreadingHTTPServer):
    """A record store that keeps what it is sent, and says what the test wants of some of it."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Asked)
        self.kept = {}
        self.texts = {}
        self.batches = []
        self.headers = []
        self.files = []
        self.refuse = {}
        self.down = None
        self.lock = threading.Lock()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/xapi/"

    def answer(self, body, headers):
        with self.lock:
            self.headers.append({name.lower(): value for name, value in headers.items()})
            if self.down:
                return self.down
            content_type = self.headers[-1]["content-type"]
            if content_type.startswith("multipart/mixed"):
                parts = parts_of(BytesIO(body).read, boundary_in(content_type))
                read = [(part.headers, b"".join(part.chunks)) for part in parts]
                body = read[0][1]
                self.files += read[1:]
            batch = json.loads(body)
            self.batches.append([statement["id"] for statement in batch])
            for statement in batch:
                if statement["id"] in self.refuse:
                    return self.refuse[statement["id"]]
            for statement in batch:
                self.kept[statement["id"]] = self.kept.get(statement["id"], 0) + 1
            self.texts[batch[0]["id"]] = body.decode()
            return 200, {}, [statement["id"] for statement in batch]


class Asked(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.path == "/xapi/statements"
        status, headers, document = self.server.answer(body, dict(self.headers))
        said = json.dumps(document).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(said)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def other():
    server = OtherStore()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def operator(db):
    return SuperuserFactory()


@pytest.fixture
def make(operator, other):
    def make_destination(**fields):
        values = {"name": f"Store {uuid4()}", "endpoint": other.url, "key": "key", "secret": "se:cret", **fields}
        return create_destination(by=operator, **values)

    return make_destination


@pytest.fixture
def key(db):
    return RecordStoreKeyFactory()


def forward(destination):
    if connection.in_atomic_block:
        # Nothing of a transaction that is open is sent, not even of the test's own.
        settle_transactions()
    return forward_statements(destination_id=destination.pk)


def sent_to(destination):
    """Send all that waits; the row afterwards."""
    while forward(destination):
        pass
    destination.refresh_from_db()
    return destination


def ids(statements):
    return [str(statement.id) for statement in statements]


def test_statements_arrive_once_in_order_and_as_they_were(make, other, key):
    destination = make()
    statements = store(
        *(statement_data(result={"duration": "PT1.50S", "score": {"raw": 1.10}}) for _ in range(3)), key=key
    )

    assert sent_to(destination).sent == 3
    sent_to(destination)

    assert list(other.kept.items()) == [(name, 1) for name in ids(statements)]
    (text,) = other.texts.values()
    assert '"PT1.50S"' in text
    assert '"raw":1.1' in text
    assert (destination.seq, destination.last_error) == (statements[-1].seq, "")
    assert other.headers[0]["authorization"] == "Basic a2V5OnNlOmNyZXQ="
    assert other.headers[0]["x-experience-api-version"] == "1.0.3"


def test_batches_have_500_at_most(make, other, key):
    destination = make()
    store(*(statement_data() for _ in range(800)), key=key)
    store(*(statement_data() for _ in range(300)), key=key)

    sent_to(destination)

    assert [len(batch) for batch in other.batches] == [500, 500, 100]
    assert Counter(other.kept.values()) == {1: 1100}


def test_statements_go_in_the_version_that_they_came_in(make, other, key):
    destination = make()
    store(statement_data(), key=key)
    new = statement_data(
        context={"contextAgents": [{"objectType": "contextAgent", "agent": {"mbox": "mailto:an@voorbeeld.nl"}}]}
    )
    store(new, source=Source.of_key(key, "2.0.0"))

    sent_to(destination)

    assert [headers["x-experience-api-version"] for headers in other.headers] == ["1.0.3", "2.0.0"]


def test_destination_of_a_fieldlab_gets_its_statements_alone(make, other, key):
    destination = make(fieldlab=key.fieldlab)
    store(statement_data(), key=RecordStoreKeyFactory())
    (own,) = store(statement_data(), key=key)
    store(statement_data(), source=Source.of_site(None))

    sent_to(destination)

    assert list(other.kept) == [str(own.id)]
    # Nothing that was passed over is looked at again.
    assert destination.seq == Statement.objects.latest("seq").seq


def test_filters_let_through_what_they_name(make, other, key):
    module = "https://demo.skillslab.example/xapi/activities/1"
    destination = make(verbs=[PASSED], activities=[module])
    store(statement_data(), statement_data(verb={"id": PASSED}), key=key)
    wanted = store(
        statement_data(verb={"id": PASSED}, object={"id": module}),
        statement_data(verb={"id": PASSED}, context={"contextActivities": {"grouping": [{"id": module}]}}),
        key=key,
    )
    store(statement_data(object={"id": module}), key=key)

    sent_to(destination)

    assert list(other.kept) == ids(wanted)


def test_attachments_go_with_their_statement_which_goes_alone(make, other, xapi, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = b"\x00\r\n--certificate--\xff"
    attachment = {
        "usageType": "https://example.org/attachments/certificate",
        "display": {"en": "certificate"},
        "contentType": "application/pdf",
        "length": len(content),
        "sha2": sha256(content).hexdigest(),
    }
    said = [statement_data(), statement_data(attachments=[attachment]), statement_data()]
    parts = [
        ({"Content-Type": "application/json"}, [json.dumps(said).encode()]),
        (
            {
                "Content-Type": "application/pdf",
                "Content-Transfer-Encoding": "binary",
                "X-Experience-API-Hash": attachment["sha2"],
            },
            [content],
        ),
    ]
    body = b"".join(written(parts, "part"))
    response = xapi.post(body, headers={"Content-Type": "multipart/mixed; boundary=part"})
    assert response.status_code == 200, response.content

    sent_to(make())

    assert other.batches == [[statement["id"]] for statement in said]
    ((headers, received),) = other.files
    assert (received, headers["x-experience-api-hash"]) == (content, attachment["sha2"])


def test_void_goes_after_its_target(make, other, key):
    destination = make()
    (target,) = store(statement_data(), key=key)
    (void,) = store(void_data(target.id), key=key)

    sent_to(destination)

    assert list(other.kept) == ids([target, void])


def test_destination_from_now_on_gets_no_past(make, other, key):
    store(statement_data(), key=key)
    settle_transactions()
    destination = make(is_from_start=False)
    (new,) = store(statement_data(), key=key)

    sent_to(destination)

    assert list(other.kept) == [str(new.id)]


def test_bad_statement_is_found_by_halving_and_kept_with_the_reason(make, other, key):
    destination = make()
    statements = store(*(statement_data() for _ in range(20)), key=key)
    bad = str(statements[13].id)
    other.refuse[bad] = 400, {}, {"detail": "object.definition: is not for us"}

    sent_to(destination)

    assert list(other.kept) == [name for name in ids(statements) if name != bad]
    assert Counter(other.kept.values()) == {1: 19}
    (refusal,) = destination.refusals.all()
    assert refusal.statement == statements[13]
    assert (refusal.status, refusal.reason) == (400, "object.definition: is not for us")
    assert (destination.sent, destination.seq) == (19, statements[-1].seq)
    assert destination.failures == 0


def test_statement_that_is_there_already_counts_as_done(make, other, key):
    destination = make()
    statements = store(*(statement_data() for _ in range(5)), key=key)
    other.refuse[str(statements[2].id)] = 409, {}, {}

    sent_to(destination)

    assert len(other.kept) == 4
    assert not destination.refusals.exists()
    assert destination.sent == 5


def test_statement_that_is_forbidden_there_is_put_aside_and_a_key_that_is_waits(make, other, key):
    destination = make()
    statements = store(statement_data(), statement_data(), key=key)
    other.refuse[str(statements[0].id)] = 403, {}, {"detail": "is closed", "property": "[0].context.registration"}

    sent_to(destination)
    assert [refusal.status for refusal in destination.refusals.all()] == [403]

    other.down = 403, {}, {"detail": "no scope"}
    store(statement_data(), key=key)
    sent_to(destination)
    assert destination.refusals.count() == 1
    assert "no scope" in destination.last_error


@pytest.mark.parametrize("status", [302, 401, 403, 404, 429, 500, 503])
def test_store_that_can_take_nothing_is_left_alone_for_longer_each_time(make, other, key, status):
    destination = make()
    statements = store(statement_data(), key=key)
    other.down = status, {"Location": other.url}, {"detail": "not now"}

    for failures in (1, 2, 3):
        assert forward(destination) is False
        destination.refresh_from_db()
        assert destination.failures == failures
        assert "not now" in destination.last_error
        waited = (destination.retry_at - timezone.now()).total_seconds()
        assert wait_after(failures).total_seconds() - 10 < waited <= wait_after(failures).total_seconds()
        # Before then nobody asks.
        asked = len(other.headers)
        forward(destination)
        assert len(other.headers) == asked
        ForwardingDestination.objects.update(retry_at=timezone.now())

    other.down = None
    assert sent_to(destination).failures == 0
    assert destination.last_error == ""
    assert list(other.kept) == ids(statements)


def test_waits_grow_to_an_hour():
    seconds = [wait_after(failures).total_seconds() for failures in (1, 2, 3, 8, 9, 10_000)]

    assert seconds == [15, 30, 60, 1920, 3600, 3600]


def test_store_says_how_long_to_wait(make, other, key):
    destination = make()
    store(statement_data(), key=key)
    other.down = 503, {"Retry-After": "600"}, {}

    forward(destination)

    destination.refresh_from_db()
    assert timedelta(seconds=590) < destination.retry_at - timezone.now() <= timedelta(seconds=600)


def test_address_where_nothing_listens_is_a_failure_and_no_exception(make, other, key):
    destination = make(endpoint="http://127.0.0.1:9/xapi/")
    store(statement_data(), key=key)

    forward(destination)

    destination.refresh_from_db()
    assert destination.failures == 1
    assert "127.0.0.1" in destination.last_error or "refused" in destination.last_error.lower()


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


def test_refused_statements_are_offered_again(make, other, key, operator):
    destination = make()
    statements = store(statement_data(), statement_data(), key=key)
    for statement in statements:
        other.refuse[str(statement.id)] = 400, {}, {"detail": "bad"}
    sent_to(destination)
    assert destination.refusals.count() == 2

    del other.refuse[str(statements[0].id)]
    assert resend_refused(by=operator, destination=destination) == (1, 1)

    assert list(other.kept) == [str(statements[0].id)]
    assert [refusal.statement for refusal in destination.refusals.all()] == [statements[1]]


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


def test_characters_of_any_kind_go_out_as_they_came(make, other, key):
    destination = make()
    text = "é \u2028 \U0001f600 \\u0000"
    (statement,) = store(statement_data(result={"response": text}), key=key)

    sent_to(destination)

    (sent,) = json.loads(other.texts[str(statement.id)])
    assert sent["result"]["response"] == text


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


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://lrs.example.nl/xapi/",
        "ftp://lrs.example.nl/",
        "file:///etc/passwd",
        "https://",
        "https:///xapi",
        "https://key:secret@lrs.example.nl/xapi",
        "https://lrs.example.nl/xapi?a=b",
        "https://lrs.example.nl/xapi#a",
        "https://lrs.example.nl:port/",
        "https://[lrs/",
        "lrs.example.nl",
    ],
)
def test_address_is_https_without_secrets(make, settings, endpoint):
    settings.FORWARD_OVER_HTTP = False
    with pytest.raises(ValidationError) as refused:
        make(endpoint=endpoint)
    assert list(refused.value.message_dict) == ["endpoint"]
    assert not ForwardingDestination.objects.exists()


@pytest.mark.parametrize("role", [None, Role.MANAGER, Role.TRAINER])
def test_only_the_operator_says_where_data_goes(make, other, role):
    destination = make()
    fieldlab = TenantFactory()
    person = MembershipFactory(role=role, fieldlab=fieldlab).user if role else UserFactory()
    values = {"name": "Mine", "endpoint": other.url, "key": "key", "fieldlab": fieldlab}

    for act in (
        lambda: create_destination(by=person, secret="secret", **values),
        lambda: update_destination(by=person, destination=destination, **values),
        lambda: pause_destination(by=person, destination=destination),
        lambda: resume_destination(by=person, destination=destination),
        lambda: resend_refused(by=person, destination=destination),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert ForwardingDestination.objects.visible_to(person).count() == 0


def test_secret_is_kept_encrypted_and_bound_to_its_row(make, other, key):
    one, two = make(), make(secret="another")

    kept = bytes(ForwardingDestination.objects.get(pk=one.pk).wrapped_secret)
    assert b"se:cret" not in kept
    ForwardingDestination.objects.filter(pk=two.pk).update(wrapped_secret=kept)
    store(statement_data(), key=key)
    forward(two)

    two.refresh_from_db()
    assert "key-encryption key" in two.last_error
    assert not other.batches


def test_change_keeps_the_secret_and_the_position(make, other, key, operator):
    destination = make()
    store(statement_data(), key=key)
    sent_to(destination)

    update_destination(
        by=operator, destination=destination, name="Renamed", endpoint=other.url, key="other", verbs=[PASSED]
    )
    store(statement_data(), statement_data(verb={"id": PASSED}), key=key)
    sent_to(destination)

    assert [len(batch) for batch in other.batches] == [1, 1]
    assert other.headers[-1]["authorization"] == "Basic b3RoZXI6c2U6Y3JldA=="
    with transaction.atomic(), pytest.raises(ValidationError):
        update_destination(
            by=operator, destination=destination, name="x", endpoint=other.url, key="k", verbs=["no iri"]
        )


def test_secret_of_any_characters_goes_out_as_utf_8(make, other, key):
    destination = make(secret="se€cret")
    store(statement_data(), key=key)

    assert sent_to(destination).last_error == ""
    assert other.headers[0]["authorization"] == "Basic a2V5OnNl4oKsY3JldA=="


def test_settling_stops_who_is_sending(make, key):
    destination = make()
    ForwardingDestination.objects.update(sender=uuid4(), sender_until=timezone.now() + timedelta(seconds=60))

    settle_transactions()

    destination.refresh_from_db()
    assert (destination.sender, destination.sender_until) == (None, None)
