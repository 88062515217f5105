"""What an operator's monitoring asks."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from lms.celery import app

SECRET = "geheim-wachtwoord"


@pytest.fixture
def broken_broker() -> Iterator[None]:
    url = app.conf.broker_write_url
    app.conf.broker_write_url = f"amqp://gast:{SECRET}@127.0.0.1:9//"
    yield
    app.conf.broker_write_url = url


@pytest.fixture
def broken_storage(settings: Any, tmp_path: Any) -> None:
    in_the_way = tmp_path / SECRET
    in_the_way.write_text("a file where the folder should be")
    settings.MEDIA_ROOT = in_the_way


def test_healthz_asks_the_process_only(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_readyz_names_each_part(client: Client, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "broker": "ok", "storage": "ok"}
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.django_db
@pytest.mark.usefixtures("broken_broker")
def test_readyz_says_that_the_broker_is_away_without_its_password(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert answer.json()["broker"] != "ok"
    assert SECRET not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("broken_storage")
def test_readyz_says_that_the_storage_is_away_without_its_place(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["storage"] != "ok"
    assert answer.json()["database"] == "ok"
    assert SECRET not in answer.content.decode()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_readyz_says_that_the_database_is_away(client: Client) -> None:
    def refuse(execute: Any, sql: str, *args: Any) -> Any:
        raise connection.Database.OperationalError(f"no connection with {SECRET}")

    with connection.execute_wrapper(refuse):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "OperationalError"
    assert SECRET not in answer.content.decode()
