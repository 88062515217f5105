"""Database restarted, away, locked or full, and no broker: a clear refusal, and nothing acknowledged is lost."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import uuid4

import pytest

from tests.journeys.proxy import Proxy
from tests.journeys.record_store_client import RecordStoreClient
from tests.running_site import RunningSite

DATABASE = os.environ.get("DATABASE_URL", "")
on_postgresql = pytest.mark.skipif(
    not DATABASE.startswith("postgres"), reason="2026-11-22: PostgreSQL's way to fail"
)
on_sqlite = pytest.mark.skipif(DATABASE.startswith("postgres"), reason="2026-11-22: SQLite's way to fail")
CSRF_TOKEN = "a" * 32


class Site(RunningSite):
    """A site with one learner one step from the end, whose broker never answers."""

    def set_up(self) -> None:
        self.create_database()
        self.manage("migrate", "--verbosity", "0")
        self.manage("collectstatic", "--verbosity", "0", "--no-input")
        self.learner = json.loads(
            self.run("-m", "tests.journeys.killed_processes", "prepare", "1").splitlines()[-1]
        )[0]
        RecordStoreClient(self).make_key()
        self.start_web()

    def take_step(self) -> tuple[int, str, str]:
        """Send the learner's last step; return status, Retry-After and page."""
        request = Request(
            self.url + self.learner["url"],
            data=urlencode({"step": self.learner["step"], "csrfmiddlewaretoken": CSRF_TOKEN}).encode(),
            headers={"Cookie": f"{self.learner['cookie']}; csrftoken={CSRF_TOKEN}"},
        )
        try:
            with build_opener(StayHere).open(request, timeout=30) as answer:
                return answer.status, "", answer.read().decode()
        except HTTPError as error:
            return error.code, error.headers.get("Retry-After", ""), error.read().decode()

    def start_again(self, **environment: str) -> None:
        self.kill("web")
        self.environment.update(environment)
        self.start_web()


class StayHere(HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy | None]:
    if not DATABASE.startswith("postgres"):
        yield None
        return
    parts = urlsplit(DATABASE)
    with Proxy(parts.hostname or "127.0.0.1", parts.port or 5432) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, proxy: Proxy | None) -> Iterator[Site]:
    site = Site(
        tmp_path_factory.mktemp("failing"),
        name="failing",
        fill=False,
        DJANGO_SETTINGS_MODULE="tests.journeys.impatient_settings",
        # Nobody listens there.
        CELERY_BROKER_URL="amqp://guest:guest@127.0.0.1:1//",
    )
    if proxy is not None:
        parts = urlsplit(site.environment["DATABASE_URL"])
        through = parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{proxy.port}")
        site.environment["DATABASE_URL"] = urlunsplit(through)
    try:
        site.set_up()
        yield site
    finally:
        for name in list(site.processes):
            site.kill(name)


@pytest.fixture
def client(site: Site) -> RecordStoreClient:
    return RecordStoreClient(site)


def test_statements_are_stored_without_a_broker(client: RecordStoreClient) -> None:
    client.store(2)
    assert client.answers == {200: 2}
    client.assert_each_acknowledged_is_there_once()


@on_postgresql
def test_connections_that_the_database_ends_lose_nothing(site: Site, client: RecordStoreClient) -> None:
    import psycopg

    with ThreadPoolExecutor(4) as pool, psycopg.connect(DATABASE, autocommit=True) as operator:
        writers = [pool.submit(client.store, 120, batch=batch) for batch in (1, 1, 5, 20)]
        ended = 0
        while not all(writer.done() for writer in writers):
            found = operator.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [f"skillslab_{site.name}"],
            ).fetchall()
            ended += len(found)
            # As systemd does: a web server that was still starting needs the database, and gives up.
            if site.processes["web"].poll() is not None:
                site.start_web()
            time.sleep(0.3)
        for writer in writers:
            writer.result()
    assert ended > 0
    assert client.answers.keys() <= {0, 200, 503}
    assert len(client.acknowledged) == 480
    client.assert_each_acknowledged_is_there_once()


@on_postgresql
def test_database_that_is_away_is_a_clear_refusal_until_it_is_back(
    site: Site, client: RecordStoreClient, proxy: Proxy
) -> None:
    client.store(1)
    statement_id = str(uuid4())
    proxy.close()
    try:
        client.post(statement_id).assert_is_clear_refusal()
        status, retry_after, page = site.take_step()
        assert (status, bool(retry_after)) == (503, True)
        assert "<h1>" in page
    finally:
        proxy.open()

    assert client.post(statement_id).status == 200
    client.acknowledged.add(statement_id)
    client.assert_each_acknowledged_is_there_once()
    assert site.take_step()[0] in (200, 302)


@on_sqlite
def test_database_that_is_locked_for_too_long_is_a_clear_refusal(site: Site, client: RecordStoreClient) -> None:
    statement_id = str(uuid4())
    other = sqlite3.connect(site.folder / "db.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        client.post(statement_id).assert_is_clear_refusal()
        status, retry_after, page = site.take_step()
        assert (status, bool(retry_after)) == (503, True)
        assert "<h1>" in page
    finally:
        other.execute("ROLLBACK")
        other.close()

    assert client.post(statement_id).status == 200
    client.acknowledged.add(statement_id)
    client.assert_each_acknowledged_is_there_once()


@on_sqlite
def test_full_disk_is_a_clear_refusal_and_takes_nothing_away(site: Site, client: RecordStoreClient) -> None:
    client.store(20, batch=20)
    site.start_again(FULL_DISK="1")
    refused = [str(uuid4()) for _ in range(500)]
    client.post(*refused).assert_is_clear_refusal()
    assert not client.stored(refused)
    client.assert_each_acknowledged_is_there_once()

    site.start_again(FULL_DISK="")
    assert client.post(*refused).status == 200
    client.acknowledged.update(refused)
    client.assert_each_acknowledged_is_there_once()
    assert site.take_step()[0] in (200, 302)
