"""Counters, chart, clients, and what was refused: exact, harmless, and never in the way of an answer."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lms.lrs.actions.count_statements import count_statements
from lms.lrs.admin.counters import short_day
from lms.lrs.keys import refused
from lms.lrs.keys.refused import BURST, KEPT_PER_KEY, Allowance, forget_old_refusals
from lms.lrs.models import CountProgress, RefusedRequest, Statement, StatementCount
from lms.lrs.tasks import sweep
from lms.organisations.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store
from tests.factories.organisations import FieldlabFactory, MembershipFactory
from tests.lms.lrs.conftest import XapiClient, basic

pytestmark = pytest.mark.django_db

TRAFFIC = reverse("statements:traffic")


@pytest.fixture(autouse=True)
def fresh_allowance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test starts as a new process would."""
    monkeypatch.setattr(refused.allowance, "_left", {})


def moved(statements: list[Statement], moment: datetime) -> None:
    Statement.objects.filter(pk__in=[row.pk for row in statements]).update(stored=moment)


def counted() -> dict[tuple[int | None, int | None, datetime], int]:
    rows = StatementCount.objects.values_list("tenant", "record_store_key", "hour", "statements")
    return {(tenant, key, hour): number for tenant, key, hour, number in rows}


def test_each_statement_is_counted_once() -> None:
    key = RecordStoreKeyFactory()
    first, second = datetime(2026, 3, 1, 9, 59, 59, tzinfo=UTC), datetime(2026, 3, 5, 10, 0, tzinfo=UTC)
    moved(store(statement_data(), statement_data(), key=key), first)
    moved(store(statement_data(), key=key), second)
    moved(store(statement_data()), second)
    assert count_statements() == 4
    assert count_statements() == 0
    own = (None, None, second)
    early, late = (key.fieldlab_id, key.pk, first.replace(minute=0, second=0)), (key.fieldlab_id, key.pk, second)
    assert counted() == {early: 2, late: 1, own: 1}
    (late_one,) = store(statement_data(), key=key)
    sweep()
    latest = (key.fieldlab_id, key.pk, late_one.stored.replace(minute=0, second=0, microsecond=0))
    assert counted() == {early: 2, late: 1, own: 1, latest: 1}
    assert CountProgress.objects.count() == 1


@pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="2026-11-22: only PostgreSQL has several writers at a time"
)
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_an_open_transaction_brings_is_counted_later() -> None:
    key = RecordStoreKeyFactory()
    stored, may_end = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            store(statement_data(), key=key)
            stored.set()
            may_end.wait(30)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert stored.wait(30)
    store(statement_data(), key=key)
    count_statements()
    may_end.set()
    writer.join()
    count_statements()
    assert sum(counted().values()) == 2


def test_chart_has_a_table_with_the_same_numbers(client: Client) -> None:
    key = RecordStoreKeyFactory(fieldlab=FieldlabFactory(), label="Lasrobot")
    user = UserFactory(language="nl")
    MembershipFactory(user=user, role=Role.TRAINER, fieldlab=key.fieldlab)
    store(*(statement_data() for _ in range(7)), key=key)
    store(statement_data(), key=RecordStoreKeyFactory(label="Geheim"))
    count_statements()
    client.force_login(user)
    for query in ({}, {"by": "hour"}):
        page = client.get(TRAFFIC, query)
        chart = page.context["chart"]
        assert (chart.total, chart.values[-1].parts) == (7, (0, 7))
        text = page.content.decode()
        assert text.count("<rect") == 1
        assert f">{chart.values[-1].label}</th>" in text
        assert "Geheim" not in text
    ((seen, _used),) = page.context["clients"]
    assert (seen.key, seen.statements, seen.refused) == (key, 7, 0)


def test_refused_request_is_kept_with_its_rule_and_nothing_else(xapi: XapiClient) -> None:
    bad = statement_data(
        actor={"mbox": "sanne.de.vries@voorbeeld.nl", "name": "Sanne de Vries"}, Sanne={"Vries": "geheim"}
    )
    for data in (bad, statement_data(actor={"mbox": "sanne.de.vries@voorbeeld.nl"}), "{not json sanne"):
        assert xapi.post(data).status_code == 400
    (known,) = store(statement_data(), key=xapi.key)
    assert xapi.post(statement_data(id=str(known.id), result={"response": "Sanne"})).status_code == 409
    rows = list(RefusedRequest.objects.all())
    assert [(row.status, row.method, row.resource) for row in rows] == [
        (409, "POST", "statements"),
        *[(400, "POST", "statements")] * 3,
    ]
    text = " ".join(f"{row.title} {row.clause}" for row in rows)
    assert "actor.mbox" in text
    for sent in ("anne", "ries", "geheim", "voorbeeld", str(known.id)):
        assert sent not in text
    assert all(row.clause for row in rows[1:3])


def test_wrong_secret_and_ended_key_are_kept_and_an_unknown_key_is_not(xapi: XapiClient) -> None:
    xapi.headers["Authorization"] = "Basic " + "a2V5OndyaW5n"
    assert xapi.get().status_code == 401
    assert not RefusedRequest.objects.exists()
    xapi.key.expires_at = timezone.now()
    xapi.key.save()
    assert XapiClient(xapi.key).get().status_code == 401
    assert RefusedRequest.objects.get().status == 401


def test_names_that_are_no_keys_cost_neither_the_writer_nor_an_allowance(xapi: XapiClient) -> None:
    for number in range(3):
        xapi.headers["Authorization"] = basic(f"unknown-{number}", "secret")
        with CaptureQueriesContext(connection) as queries:
            response = xapi.get()
        assert response.status_code == 401
        assert "X-Experience-API-Consistent-Through" not in response.headers
        # Of what PostgreSQL has planned (lms/core/plain_queries.py, which only reads) no text is kept.
        texts = [query["sql"] for query in queries if query["sql"]]
        assert [text for text in texts if not text.startswith("SELECT")] == []
    assert refused.allowance._left == {}


def test_answers_to_right_requests_leave_nothing(xapi: XapiClient) -> None:
    assert xapi.post(statement_data()).status_code == 200
    assert xapi.get().status_code == 200
    assert xapi.get(statementId="f0e1d2c3-0000-4000-8000-000000000000").status_code == 404
    assert not RefusedRequest.objects.exists()


def test_refusals_in_a_row_are_bounded(xapi: XapiClient) -> None:
    for _ in range(BURST + 15):
        assert xapi.post("x").status_code == 400
    assert BURST <= RefusedRequest.objects.count() <= BURST + 5
    allowance = Allowance()
    assert [allowance.take("a") for _ in range(BURST + 1)].count(False) == 1
    assert allowance.take("b")


def test_old_refusals_are_forgotten() -> None:
    key, other = RecordStoreKeyFactory(), RecordStoreKeyFactory()
    now = timezone.now()
    fields = {"method": "POST", "resource": "statements", "status": 400}
    RefusedRequest.objects.bulk_create(
        [
            RefusedRequest(record_store_key=key, at=now - timedelta(minutes=n), **fields)
            for n in range(KEPT_PER_KEY + 9)
        ]
    )
    RefusedRequest.objects.create(record_store_key=other, at=now - timedelta(days=8), **fields)
    last = RefusedRequest.objects.create(record_store_key=other, at=now, **fields)
    assert forget_old_refusals() == 10
    assert RefusedRequest.objects.filter(record_store_key=key).count() == KEPT_PER_KEY
    assert RefusedRequest.objects.get(record_store_key=other) == last
    assert RefusedRequest.objects.filter(record_store_key=key).last().at > now - timedelta(minutes=KEPT_PER_KEY)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_busy_database_neither_breaks_nor_slows_the_answer() -> None:
    """On SQLite somebody else holds the one writer's place; the answer was sent before the row is tried."""
    xapi = XapiClient(RecordStoreKeyFactory())
    holding, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            store(statement_data())
            holding.set()
            may_end.wait(60)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert holding.wait(30)
    started = timezone.now()
    try:
        assert xapi.post("x").status_code == 400
        took = timezone.now() - started
    finally:
        may_end.set()
        holder.join()
    assert took < timedelta(seconds=10)
    assert RefusedRequest.objects.count() == (1 if connection.vendor == "postgresql" else 0)


def test_traffic_shows_refusals_of_the_own_fieldlab_alone(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    fieldlab = FieldlabFactory()
    client.force_login(
        MembershipFactory(role=Role.MANAGER, fieldlab=fieldlab, user=UserFactory(language="nl")).user
    )
    keys = [RecordStoreKeyFactory(fieldlab=fieldlab) for _ in range(30)]
    for key in (*keys, RecordStoreKeyFactory()):
        XapiClient(key).post("x")
    client.get(TRAFFIC)
    with django_assert_max_num_queries(24):
        page = client.get(TRAFFIC)
    assert {row.record_store_key for row, _, _ in page.context["refusals"]} == set(keys)
    assert all(
        reason == "Het bericht is niet zoals de standaard het vraagt." for _, reason, _ in page.context["refusals"]
    )


def test_months_beneath_the_chart_are_written_as_the_language_does() -> None:
    shown = {}
    for language in ("nl", "en", "de"):
        with override(language):
            shown[language] = short_day(datetime(2026, 10, 24, tzinfo=UTC))
    assert shown == {"nl": "24 okt", "en": "24 Oct", "de": "24. Okt"}
