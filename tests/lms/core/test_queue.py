from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import transaction

from lms.accounts.models import User
from lms.celery import app
from lms.core.queue import queue_on_commit
from tests.factories.accounts import UserFactory

Capture = Callable[..., AbstractContextManager[list[Any]]]


@pytest.fixture
def broker_away() -> Iterator[None]:
    before = app.conf.broker_write_url, app.conf.task_publish_retry
    app.conf.broker_write_url, app.conf.task_publish_retry = "amqp://guest:guest@127.0.0.1:9//", False
    app._pool = app.amqp._producer_pool = None
    yield
    app.conf.broker_write_url, app.conf.task_publish_retry = before
    app._pool = app.amqp._producer_pool = None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("broker_away")
def test_a_broker_that_is_away_fails_nothing_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with transaction.atomic():
        user = UserFactory()
        queue_on_commit("lms.core.tasks.echo", "token")
    assert User.objects.filter(pk=user.pk).exists()
    assert "queue_on_commit" in caplog.text


@pytest.mark.django_db
def test_what_is_rolled_back_is_not_queued(django_capture_on_commit_callbacks: Capture) -> None:
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        queue_on_commit("lms.core.tasks.echo", "token")
        transaction.set_rollback(True)
    assert callbacks == []
