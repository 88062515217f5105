"""People with browsers at the example network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser

from tests.journeys.mailbox import Mailbox
from tests.journeys.screens import sign_in
from tests.journeys.visitor import AXE, SIZES, Visitor
from tests.running_site import RunningSite

OpenVisitor = Callable[..., Visitor]
WORKER = "worker"


@pytest.fixture(scope="session")
def mailbox(site: RunningSite) -> Mailbox:
    return Mailbox(site.folder / "mail")


@pytest.fixture(scope="session")
def signed_in(site: RunningSite, browser: Browser) -> Callable[[str], Any]:
    """The cookies of an example login, signed in once per session of tests."""
    states: dict[str, Any] = {}

    def state_of(role: str) -> Any:
        if role and role not in states:
            visitor = Visitor(browser.new_context(locale="nl-NL"), site.url)
            sign_in(visitor.page, site.url, role)
            states[role] = visitor.context.storage_state()
            visitor.close()
        return states.get(role)

    return state_of


@pytest.fixture(scope="session")
def new_visitor(site: RunningSite, browser: Browser, signed_in: Callable[[str], Any]) -> OpenVisitor:
    """Open a browser as an example login (none: a visitor) or with `state`."""
    assert AXE.exists(), "Install the accessibility rules first: npm ci --prefix tests/journeys"

    def new(role: str = "", *, size: str = "desktop", scripts: bool = True, state: Any = None) -> Visitor:
        context = browser.new_context(
            viewport=SIZES[size],
            reduced_motion="reduce",
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            java_script_enabled=scripts,
            has_touch=size == "phone",
            storage_state=state or signed_in(role),
        )
        return Visitor(context, site.url)

    return new


@pytest.fixture
def open_visitor(new_visitor: OpenVisitor) -> Iterator[OpenVisitor]:
    """A new visitor, closed at the end of the test: nothing odd was seen then."""
    visitors: list[Visitor] = []

    def open(*args: Any, **kwargs: Any) -> Visitor:
        visitors.append(new_visitor(*args, **kwargs))
        return visitors[-1]

    yield open
    for visitor in visitors:
        visitor.close()
    for visitor in visitors:
        visitor.assert_unnoticed()


@pytest.fixture
def lessons(site: RunningSite, browser_name: str) -> list[str]:
    """The addresses of a lesson without and one with an exercise, new for each test."""
    slug = f"hek-{uuid4().hex[:8]}"
    printed = site.run("-m", "tests.journeys.robot_module", slug, f"{WORKER}@demo.skillslab.example")
    addresses = json.loads(printed.splitlines()[-1])
    assert isinstance(addresses, list)
    return addresses
