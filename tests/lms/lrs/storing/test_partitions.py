"""The record store on the tables of deploy/partition-statements.sql, which is rolled back with each test."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from lms.lrs.actions.apply_retention import apply_retention
from lms.lrs.actions.order_retention import order_retention
from lms.lrs.models import Relation, Statement
from lms.lrs.storing.rows import ids_stand_apart
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store, void_data
from tests.lms.lrs.conftest import XapiClient
from tests.running_site import ROOT

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="partitions are PostgreSQL's"),
]
SCRIPT = ROOT / "deploy" / "partition-statements.sql"


@pytest.fixture
def before():
    """What was there before: one of a registration, one that is voided, and the key that they came with."""
    key = RecordStoreKeyFactory()
    voided = statement_data()
    kept = statement_data(context={"registration": str(uuid4())})
    store(kept, voided, void_data(voided["id"]), key=key)
    Statement.objects.update(stored=timezone.now() - timedelta(days=800))
    return key, kept, voided


@pytest.fixture
def partitioned(before):
    ids_stand_apart.cache_clear()
    with connection.cursor() as cursor:
        # References are looked at now: a table that still has some to look at can't be changed.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # As if it had run long ago: what comes in now lies in another partition.
        script = SCRIPT.read_text().replace("now()", "(now() - interval '1 year')")
        cursor.execute(script.replace("BEGIN;\nLOCK", "LOCK").replace("COMMIT;", ""))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    yield before
    ids_stand_apart.cache_clear()


def ids_apart():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id::text FROM lrs_statement_id")
        return {found for (found,) in cursor.fetchall()}


def test_statements_are_found_in_all_partitions_in_one_order(partitioned):
    key, kept, voided = partitioned
    xapi = XapiClient(key)
    new = [statement_data() for _ in range(3)]
    assert xapi.post(new).status_code == 200

    found = xapi.ids(ascending="true", limit=2)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT tableoid) FROM lrs_statement")
        assert cursor.fetchone() == (2,)
    assert [*found[:1], *found[2:]] == [kept["id"], *(one["id"] for one in new)]
    assert voided["id"] not in found
    assert xapi.get(voidedStatementId=voided["id"]).status_code == 200
    assert xapi.ids(registration=kept["context"]["registration"]) == [kept["id"]]


def test_an_id_is_stored_once_over_all_partitions(partitioned):
    key, kept, _ = partitioned
    xapi = XapiClient(key)
    new = statement_data()

    for _ in range(2):
        assert xapi.post([kept, new]).status_code == 200

    assert Statement.objects.filter(id__in=[kept["id"], new["id"]]).count() == 2
    row = Statement.objects.get(id=new["id"])
    assert Relation.objects.filter(statement_id=row.seq).count() == len(
        {(one.key, one.role) for one in Relation.objects.filter(statement_id=row.seq)}
    )
    assert xapi.post({**kept, "actor": {"mbox": "mailto:iemand@voorbeeld.nl"}}).status_code == 409
    assert xapi.post({**new, "actor": {"mbox": "mailto:iemand@voorbeeld.nl"}}).status_code == 409
    assert ids_apart() == {str(found) for found in Statement.objects.values_list("id", flat=True)}


def test_what_retention_removes_may_come_again(partitioned):
    key, kept, _ = partitioned
    Statement.objects.filter(id=kept["id"]).update(stored=timezone.now() - timedelta(days=400))
    run = order_retention(by=None, before=timezone.now() - timedelta(days=365))

    assert apply_retention(run_id=run.pk) is False

    assert not Statement.objects.filter(id=kept["id"]).exists()
    assert kept["id"] not in ids_apart()
    assert XapiClient(key).post(kept).status_code == 200
    assert Statement.objects.filter(id=kept["id"]).exists()
