"""Many clients change one document at once: none loses what another wrote (xAPI 1.0.3, part 3, 3.1)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from lms.lrs.actions.collect_activities import collect_activities
from lms.lrs.models import Activity, Document
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store
from tests.lms.lrs.conftest import XapiClient

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PATH = "activities/state"
PLACE = {"activityId": "urn:robot", "agent": {"mbox": "mailto:sanne@voorbeeld.nl"}, "stateId": "a"}


def at_once(key, work, count=8):
    """Call `work(client, number)` in as many threads; return the answers."""

    def run(number):
        try:
            return work(XapiClient(key), number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_merges_at_once_are_all_there(transactional_db):
    key = RecordStoreKeyFactory()

    statuses = at_once(key, lambda xapi, n: xapi.send("POST", PATH, {str(n): n}, **PLACE).status_code)

    assert statuses == [204] * 8
    assert XapiClient(key).send("GET", PATH, **PLACE).json() == {str(n): n for n in range(8)}
    assert Document.objects.count() == 1


def test_of_those_who_create_at_once_one_wins(transactional_db):
    key = RecordStoreKeyFactory()
    new = {"If-None-Match": "*"}

    statuses = at_once(key, lambda xapi, n: xapi.send("PUT", PATH, {"n": n}, new, **PLACE).status_code)

    assert sorted(statuses) == [204] + [412] * 7
    winner = XapiClient(key).send("GET", PATH, **PLACE).json()["n"]
    assert statuses[winner] == 204


def test_of_those_who_know_the_same_state_one_wins(transactional_db):
    key = RecordStoreKeyFactory()
    xapi = XapiClient(key)
    xapi.send("PUT", PATH, {"n": -1}, **PLACE)
    known = {"If-Match": xapi.send("GET", PATH, **PLACE).headers["ETag"]}

    statuses = at_once(key, lambda xapi, n: xapi.send("PUT", PATH, {"n": n}, known, **PLACE).status_code)

    assert sorted(statuses) == [204] + [412] * 7
    assert statuses[xapi.send("GET", PATH, **PLACE).json()["n"]] == 204


def test_collectors_at_once_take_each_statement_once(transactional_db):
    key = RecordStoreKeyFactory()
    for tag in ("nl", "en", "de"):
        store(statement_data(object={"id": "urn:robot", "definition": {"name": {tag: tag}}}), key=key)

    counts = at_once(key, lambda xapi, n: collect_activities(), count=4)

    assert sum(counts) == 3
    assert Activity.objects.count() == 1
