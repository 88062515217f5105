"""Limits: each refusal is a problem document, and nothing of the request is stored."""

import gzip
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from lms.lrs.keys.rates import Limiter, forget_full_buckets
from lms.lrs.models import RequestAllowance, Statement
from lms.lrs.requests.limits import MAX_BATCH, MAX_BODY, MAX_NESTING
from tests.factories.lrs import RecordStoreKeyFactory, statement_data
from tests.lms.lrs.conftest import XapiClient


def nested(levels):
    """A statement whose deepest list is `levels` deep."""
    value = []
    # The statement, its result and the result's extensions are three.
    for _ in range(levels - 4):
        value = [value]
    return statement_data(result={"extensions": {"https://example.org/deep": value}})


def padded(size):
    data = statement_data(result={"response": ""})
    data["result"]["response"] = "x" * (size - len(json.dumps(data)))
    return json.dumps(data)


def refused(response, status):
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == status
    assert response.json()["detail"]
    assert not Statement.objects.exists()


@pytest.mark.django_db
def test_body_beyond_10_mb_is_refused(xapi):
    refused(xapi.post(padded(MAX_BODY + 1)), 413)
    packed = gzip.compress(padded(MAX_BODY + 1).encode())
    refused(xapi.post(packed, headers={"Content-Encoding": "gzip"}), 413)


@pytest.mark.django_db
def test_body_of_10_mb_is_stored(xapi):
    assert xapi.post(padded(MAX_BODY)).status_code == 200


@pytest.mark.django_db
def test_batch_beyond_1000_is_refused(xapi):
    refused(xapi.post([statement_data() for _ in range(MAX_BATCH + 1)]), 413)


@pytest.mark.django_db
def test_nesting_beyond_20_is_refused_and_20_is_not(xapi):
    refused(xapi.post([statement_data(), nested(MAX_NESTING + 1)]), 400)
    refused(xapi.post(nested(MAX_NESTING + 1)), 400)
    refused(xapi.post('{"a":' * 100_000 + "1" + "}" * 100_000), 400)
    assert xapi.post(nested(MAX_NESTING)).status_code == 200


@pytest.mark.django_db
def test_key_that_asks_too_often_waits(xapi, settings):
    settings.XAPI_REQUESTS_PER_MINUTE = 6
    for _ in range(6):
        assert xapi.get().status_code == 200

    response = xapi.post(statement_data())

    refused(response, 429)
    assert 1 <= int(response.headers["Retry-After"]) <= 10
    assert "Retry-After" in response.headers["Access-Control-Expose-Headers"]


@pytest.mark.django_db
def test_each_key_has_its_own_rate(make_xapi, settings):
    settings.XAPI_REQUESTS_PER_MINUTE = 1
    one, other = make_xapi(), make_xapi()
    assert one.get().status_code == 200
    assert one.get().status_code == 429
    assert other.get().status_code == 200


@pytest.mark.django_db
def test_who_has_no_key_spends_nobodys_tokens(xapi, client, settings):
    settings.XAPI_REQUESTS_PER_MINUTE = 1
    for _ in range(3):
        assert client.get("/xapi/statements", headers={"X-Experience-API-Version": "1.0.3"}).status_code == 401

    assert xapi.get().status_code == 200


@pytest.mark.django_db
def test_tokens_come_back_with_time():
    limiter = Limiter()
    for _ in range(6):
        assert limiter.seconds_to_wait("key:1", 6) == 0
    assert 5 <= limiter.seconds_to_wait("key:1", 6) <= 10

    RequestAllowance.objects.update(filled_at=time.time() - 25)

    assert [limiter.seconds_to_wait("key:1", 6) > 0 for _ in range(3)] == [False, False, True]


@pytest.mark.django_db
def test_zero_is_no_limit(django_assert_num_queries):
    limiter = Limiter()
    with django_assert_num_queries(0):
        assert not any(limiter.seconds_to_wait("key:1", 0) for _ in range(1000))


@pytest.mark.django_db
def test_most_requests_cost_no_query(django_assert_max_num_queries):
    limiter = Limiter()
    with django_assert_max_num_queries(80):
        assert not any(limiter.seconds_to_wait("key:1", 6000) for _ in range(1000))


@pytest.mark.django_db
def test_buckets_at_rest_are_forgotten():
    Limiter().seconds_to_wait("key:1", 60)
    Limiter().seconds_to_wait("key:2", 60)
    RequestAllowance.objects.filter(name="key:1").update(filled_at=time.time() - 600)

    assert forget_full_buckets() == 1
    assert list(RequestAllowance.objects.values_list("name", flat=True)) == ["key:2"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_processes_together_spend_no_more_than_the_bucket_holds():
    """Each thread has a limiter of its own, as each process has."""
    size = 300

    def ask(_number):
        limiter = Limiter()
        try:
            return sum(limiter.seconds_to_wait("key:1", size) == 0 for _ in range(200))
        finally:
            connections.close_all()

    started = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        granted = sum(pool.map(ask, range(4)))

    refilled = (time.monotonic() - started) * size / 60
    assert size - 4 * 3 <= granted <= size + refilled + 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_requests_at_once_are_stored_or_refused_and_never_half(settings):
    settings.XAPI_REQUESTS_PER_MINUTE = 12
    key = RecordStoreKeyFactory()

    def post(_number):
        try:
            return XapiClient(key).post([statement_data(), statement_data()]).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(post, range(30)))

    assert set(codes) == {200, 429}
    assert Statement.objects.count() == 2 * codes.count(200)
    assert 12 <= codes.count(200) <= 15
