"""Nobody of fieldlab A or employer A sees or changes anything of B, by any address of the site."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.tenancy.ids_of_b import data_of, ids_of, query_of
from tests.tenancy.record_store import is_there, problems_in_the_record_store
from tests.tenancy.snapshot import all_rows, changes_to
from tests.tenancy.two_fieldlabs import SECRET, Tenant, fieldlab_a, fieldlab_b, site
from tests.tenancy.walker import Ids, Route, addresses, around, routes, text_of, walk

pytestmark = pytest.mark.django_db

# They end the walk: who walks is then nobody any more. None of them takes an id.
FAREWELLS = {"wagtailadmin_logout", "account_logout", "erase_my_account"}
WALKERS = ["visitor", "worker", "hr", "assessor", "approver", "trainer", "manager"]
BULK_ACTIONS = [
    ("wagtailcore/page", ["move", "publish", "unpublish", "delete"]),
    ("wagtailimages/image", ["add_tags", "add_to_collection", "delete"]),
    ("wagtaildocs/document", ["add_tags", "add_to_collection", "delete"]),
]


class World:
    """Fieldlabs and employers A and B, filled, and the state that B has to keep."""

    def __init__(self) -> None:
        site()
        self.ours = fieldlab_a()
        before_b = all_rows()
        self.theirs = fieldlab_b()
        self.before = all_rows()
        self.rows_of_b = self.before.keys() - before_b.keys()
        self.routes = [route for route in routes() if route.name not in FAREWELLS]
        self.ids = ids_of(self.theirs, pages_of=self.theirs)
        # A's own pages, with B's revisions, tasks, destinations and pictures.
        self.mixed = ids_of(self.theirs, pages_of=self.ours)

    def client(self, walker: str) -> Client:
        client = Client(raise_request_exception=False)
        if walker != "visitor":
            client.force_login(self.ours.people[walker], backend="django.contrib.auth.backends.ModelBackend")
        return client

    def changes(self) -> list[str]:
        """What is no longer as it was with B."""
        return changes_to(self.rows_of_b, self.before, all_rows())


@pytest.fixture
def world(settings: Any, tmp_path: Any) -> Iterator[World]:
    settings.MEDIA_ROOT = tmp_path
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.ROOT_URLCONF = "tests.tenancy.urls"
    world = World()
    with quiet():
        yield world


@pytest.mark.parametrize("walker", WALKERS)
def test_nobody_of_a_sees_or_changes_anything_of_b(world: World, walker: str) -> None:
    assert [route.path for route in world.routes if not addresses(route, world.ids)] == []
    client = world.client(walker)
    assert [*problems_on(client, world.routes, world.ids, world.theirs), *world.changes()] == []
    if walker != "visitor":
        assert client.get(reverse("my_roles")).status_code == 200


@pytest.mark.parametrize("walker", ["trainer", "manager"])
def test_own_pages_lead_to_nothing_of_b(world: World, walker: str) -> None:
    client = world.client(walker)
    with rolled_back():
        answers = all_at_once(client, world.ours, world.theirs)
        problems = [*problems_in(answers), *world.changes()]
    with rolled_back():
        answers = walk(client, of_wagtail(world.routes), world.mixed, query={}, data={})
        problems += [*problems_in(answers), *world.changes()]
    problems += [*problems_on(client, on_pages(world.routes), world.mixed, world.theirs), *world.changes()]
    assert problems == []
    assert client.get(reverse("my_roles")).status_code == 200


def test_keys_of_a_open_nothing_of_b_in_the_record_store(world: World) -> None:
    assert [*problems_in_the_record_store(world.ours, world.theirs, SECRET), *world.changes()] == []
    # Last, because the use of a key is noted.
    assert is_there(world.theirs)


def on_pages(found: list[Route]) -> list[Route]:
    return [route for route in found if route.name.startswith(("wagtailadmin_pages:", "wagtailadmin_explore"))]


def of_wagtail(found: list[Route]) -> list[Route]:
    return [route for route in found if route.name.startswith("wagtail")]


def all_at_once(client: Client, ours: Tenant, theirs: Tenant) -> Iterator[tuple[str, Any]]:
    """Bulk actions on all of A's, with B's ids in the form alone."""
    for model, actions in BULK_ACTIONS:
        for action in actions:
            address = f"/admin/bulk/{model}/{action}/"
            for page in ours.pages:
                query = {"id": "all", "childOf": page.pk}
                yield f"GET {address} {query}", client.get(address, query)
                yield f"POST {address} {query}", client.post(address, data_of(theirs), query_params=query)


def problems_on(client: Client, found: list[Route], ids: Ids, theirs: Tenant) -> Iterator[str]:
    return problems_in(walk(client, found, ids, query=query_of(theirs), data=data_of(theirs)))


def problems_in(answers: Iterator[tuple[str, Any]]) -> Iterator[str]:
    """What B would not like, and what nobody likes: a page that breaks."""
    with failures() as failed:
        for asked, answer in answers:
            text = text_of(answer).lower()
            if asked.startswith("GET media ") and answer.status_code == 200:
                yield f"{asked} gives the file"
            if SECRET.lower() in text:
                yield f"{asked} shows {around(text, SECRET.lower())}"
            if answer.status_code >= 500:
                yield f"{asked} breaks: {failed[-1] if failed else answer.status_code}"


@contextmanager
def failures() -> Iterator[list[str]]:
    """What went wrong in views, and where."""
    failed: list[str] = []

    def note(sender: Any, request: Any, **kwargs: Any) -> None:
        failed.append(" ".join(traceback.format_exc().split("\n")[-8:]))

    got_request_exception.connect(note)
    try:
        yield failed
    finally:
        got_request_exception.disconnect(note)


@contextmanager
def quiet() -> Iterator[None]:
    """Thousands of answers with 404 are what is wanted here."""
    logging.disable(logging.ERROR)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
