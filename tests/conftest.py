"""What every test stands on: a migrated database, and for journeys the example network as real processes."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import connections
from xdist.scheduler import LoadScopeScheduling

from tests.prepared import copy_to_file, copy_to_postgresql
from tests.running_site import RunningSite

# How long a generated value takes says something of the machine, nothing of the code.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")

# Playwright's event loop and the ORM live in one thread here, which keeps its one connection: Django would give it
# another as soon as the loop runs, that knows nothing of what was done to the first.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
connections._connections = threading.local()  # type: ignore[attr-defined]

QUIET_SECONDS = 0.1
# Each takes long or waits long: these start first, and the tests of one share what takes long to make.
LONG_FILES = [
    "tests/architecture/test_migrations.py",
    "tests/conformance/test_forwarding_stores.py",
    "tests/journeys/test_failing_database.py",
    "tests/journeys/test_killed_batch.py",
    "tests/journeys/test_killed_processes.py",
    "tests/journeys/test_killed_record_store.py",
    "tests/journeys/test_offline_check.py",
    "tests/journeys/test_robot_flood.py",
    "tests/lms/management/test_backup.py",
]
# The same, but each of their tests runs where there is room.
LONG_TESTS = ["tests/tenancy/test_isolation.py"]
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session", autouse=True)
def _nothing_remembered() -> None:
    """What an earlier run left in the cache's folder says nothing of this one."""
    cache.clear()


def find_browser() -> str | None:
    """Debian's Chromium, else Playwright's own, else none."""
    if path := shutil.which("chromium"):
        return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def is_transactional(item: pytest.Item) -> bool:
    """Whether the test commits for real, after which Django empties every table."""
    marker = item.get_closest_marker("django_db")
    fixtures = getattr(item, "fixturenames", ())
    return (
        bool(marker and marker.kwargs.get("transaction"))
        or "transactional_db" in fixtures
        or "live_server" in fixtures
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    journeys = [item for item in items if item.get_closest_marker("journey")]
    if journeys and find_browser() is None:
        config.hook.pytest_deselected(items=journeys)
        items[:] = [item for item in items if item not in journeys]
    for item in items:
        if is_transactional(item):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)
    # The longest first, so that the other processes are not left waiting for them.
    items.sort(key=lambda item: (file_of(item.nodeid) not in LONG_FILES + LONG_TESTS, item not in journeys))


def file_of(nodeid: str) -> str:
    return nodeid.split("::", 1)[0]


class JourneysTogether(LoadScopeScheduling):  # type: ignore[misc]
    """Each test runs in whichever process is free, but in one those of a long file, and the journeys.

    Journeys tell a story to one site. xdist's own groups do nothing with pytest 9.2, which no longer lets a
    test's id be changed.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = file_of(nodeid)
        if file in LONG_FILES:
            return file
        return "journeys" if file.startswith("tests/journeys/") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process more than there are processors: what waits for a site leaves them to the others."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> JourneysTogether:
    return JourneysTogether(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Put back the rows of the migrations (page tree, locales) that a transactional test swept away."""
    yield
    # Another such test puts them back itself; after the last one nobody misses them.
    if is_transactional(item) and nextitem is not None and not is_transactional(nextitem):
        from django.db import connection
        from pytest_django.plugin import blocking_manager_key

        with item.config.stash[blocking_manager_key].unblock():
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)  # type: ignore[attr-defined]
            connection.close()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and find_browser() is None:
        print("No browser could be had: the journeys were left out.")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Each process's database starts as a copy of a migrated one, which only what is new is done to."""
    from django.db import connection

    name = connection.creation._get_test_db_name()
    if connection.vendor == "postgresql":
        copy_to_postgresql(os.environ["DATABASE_URL"], name)
    else:
        copy_to_file(Path(name))
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """On PostgreSQL rows are deleted after a test: TRUNCATE makes new files for each table, for a second."""
    from django.db import connection

    if connection.vendor == "postgresql":

        def sql_flush(style: Any, tables: list[str], **_: object) -> list[str]:
            return [f"{style.SQL_KEYWORD('DELETE FROM')} {connection.ops.quote_name(table)};" for table in tables]

        connection.ops.sql_flush = sql_flush


@pytest.fixture
def live_server(live_server: Any, transactional_db: None) -> Iterator[Any]:
    """pytest-django's, idle when the test ends: a late request would hold up or undo the sweep of the tables."""
    changed = threading.Condition()
    running = 0

    def count(difference: int) -> None:
        nonlocal running
        with changed:
            running += difference
            changed.notify_all()

    def started(**_: object) -> None:
        count(1)

    def finished(**_: object) -> None:
        count(-1)

    request_started.connect(started)
    request_finished.connect(finished)
    yield live_server
    with changed:
        # A request that a closing browser has just sent counts as well: quiet means quiet for a moment.
        while running > 0 or changed.wait(timeout=QUIET_SECONDS):
            assert changed.wait_for(lambda: running <= 0, timeout=30), "A request to the live server did not end."
    request_started.disconnect(started)
    request_finished.disconnect(finished)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": find_browser(), "args": BROWSER_ARGUMENTS}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """The example network, filled and served by real processes with a real broker.

    While you write a journey, let it use a network that runs already: `VAR_DIR=/tmp/mine make demo PORT=8123`,
    then `SITE_UNDER_TEST=http://127.0.0.1:8123 VAR_DIR=/tmp/mine .venv/bin/pytest tests/journeys/test_flow.py`.
    """
    if address := os.environ.get("SITE_UNDER_TEST"):
        running = RunningSite(Path(os.environ["VAR_DIR"]), name="journeys", fill=True)
        running.url = address.rstrip("/")
        yield running
        return
    running = RunningSite(tmp_path_factory.mktemp("site"), name="journeys", fill=True)
    with running:
        yield running
