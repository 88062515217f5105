"""A store that is away, or says to wait, is asked again later."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.lrs.forwarding.waiting import wait_after
from lms.lrs.models import ForwardingDestination, Statement
from tests.factories.lrs import statement_data, store
from tests.lms.lrs.forwarding.other_store import forward, ids, sent_to

pytestmark = pytest.mark.django_db


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


def test_fault_of_our_own_is_kept_by_its_kind_alone_and_sending_goes_on_after_it(make, other, key, caplog):
    """A row that can't be read stands for what nobody thought of; texts may hold secrets."""
    good, bad = store(statement_data(), statement_data(), key=key)
    text = bad.raw
    Statement.objects.filter(pk=bad.pk).update(raw='{"se:cret": ')
    destination = make()

    assert not forward(destination)

    destination.refresh_from_db()
    assert destination.failures == 1
    assert destination.last_error.isidentifier()
    assert destination.last_error_at
    assert destination.retry_at > timezone.now()
    assert destination.sender is None
    assert other.kept == {}
    assert "Forwarding to" in caplog.text

    Statement.objects.filter(pk=bad.pk).update(raw=text)
    ForwardingDestination.objects.update(retry_at=None)
    destination = sent_to(destination)
    assert other.kept == dict.fromkeys(ids([good, bad]), 1)
    assert (destination.failures, destination.last_error) == (0, "")
