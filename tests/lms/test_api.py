"""The interface for other programs, as they use it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions.create_site import create_site
from courses.models import ModuleVersion
from lms.organisations.models import Fieldlab
from tests.factories.organisations import FieldlabFactory
from tests.factories.public import draft_module, published_module

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def fieldlab(settings: Any, tmp_path: Any) -> Fieldlab:
    settings.MEDIA_ROOT = tmp_path
    create_site()
    return FieldlabFactory(name="RobotLab", slug="robotlab")


@pytest.fixture
def version(fieldlab: Fieldlab) -> ModuleVersion:
    return published_module(fieldlab, "een", topic="robotics")


def read(client: Client, address: str, **asked: Any) -> Any:
    response = client.get(address, asked)
    assert response.status_code == 200
    return response.json()


def titles(client: Client, **asked: Any) -> list[str]:
    return [item["title"] for item in read(client, "/api/modules", **asked)["items"]]


def test_modules_are_those_of_the_catalogue_and_never_a_draft(
    client: Client, fieldlab: Fieldlab, version: ModuleVersion
) -> None:
    draft_module(fieldlab, "concept", title={"nl": "Geheim concept", "en": "Secret draft"})
    answer = read(client, "/api/modules")
    (item,) = answer["items"]
    assert (answer["count"], answer["page"], answer["pages"]) == (1, 1, 1)
    assert item["key"] == str(version.module_key)
    assert (item["title"], item["language"], item["languages"]) == ("Module een", "nl", ["nl", "en"])
    assert (item["fieldlab"], item["topic"], item["version"]) == ("robotlab", "robotics", "1.0")
    assert client.get(item["address"]).status_code == 200


def test_modules_are_narrowed_down_as_in_the_catalogue(client: Client, version: ModuleVersion) -> None:
    published_module(FieldlabFactory(), "data", topic="data", title={"nl": "Meten"})
    assert titles(client) == ["Meten", "Module een"]
    assert titles(client, topic="data") == ["Meten"]
    assert titles(client, topic=["data", "robotics"], fieldlab="robotlab") == ["Module een"]
    assert titles(client, language="en", read="en") == ["Module een (en)"]
    assert titles(client, q="meten") == ["Meten"]
    assert titles(client, q="niets") == []
    assert titles(client, topic="unknown") == titles(client)
    assert titles(client, page=2) == []


def test_module_says_all_that_its_page_says(client: Client, version: ModuleVersion) -> None:
    found = read(client, f"/api/modules/{version.module_key}", read="en")
    assert found["title"] == "Module een (en)"
    assert found["outcomes"] == [{"text": "You start a robot.", "esco_uri": None}]
    assert [lesson["title"] for lesson in found["lessons"]] == ["Lesson l1", "Lesson l2"]
    assert found["complete_when"]


@pytest.mark.parametrize("address", [f"/api/modules/{UUID(int=1)}", "/api/modules/x", "/api/unknown"])
def test_what_is_not_there_is_not_found(client: Client, fieldlab: Fieldlab, address: str) -> None:
    assert client.get(address).status_code == 404


def test_module_that_was_never_published_is_not_found(client: Client, fieldlab: Fieldlab) -> None:
    page = draft_module(fieldlab, "concept")
    assert client.get(f"/api/modules/{page.translation_key}").status_code == 404


@pytest.mark.parametrize("asked", [{"read": "fr"}, {"page": "x"}, {"page": "0"}, {"page": "1" + "0" * 20}])
def test_what_can_not_be_asked_is_refused_with_its_place(client: Client, fieldlab: Fieldlab, asked: Any) -> None:
    response = client.get("/api/modules", asked)
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["query", *asked]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_published_data_can_only_be_read(client: Client, version: ModuleVersion, method: str) -> None:
    for address in ("/api/modules", f"/api/modules/{version.module_key}", "/api/fieldlabs"):
        assert getattr(client, method)(address).status_code == 405


def test_fieldlabs_are_those_that_offer_something(client: Client, version: ModuleVersion) -> None:
    FieldlabFactory(name="Nog leeg")
    (found,) = read(client, "/api/fieldlabs")
    assert (found["slug"], found["name"], found["modules"]) == ("robotlab", "RobotLab", 1)


def test_lists_cost_the_same_for_many_modules(
    client: Client, fieldlab: Fieldlab, version: ModuleVersion, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    addresses = ["/api/modules", "/api/modules?q=module&topic=robotics", "/api/fieldlabs"]
    counts = []
    for number in range(6):
        with CaptureQueriesContext(connection) as queries:
            for address in addresses:
                assert client.get(address).status_code == 200
        counts.append(len(queries))
        published_module(fieldlab, f"m{number}")
    assert counts[1] == counts[-1] <= 20


def test_every_operation_stands_on_the_page_for_programmers(client: Client, db: Any) -> None:
    paths = read(client, reverse("api:openapi-json"))["paths"]
    assert set(paths) == {"/api/modules", "/api/modules/{module_key}", "/api/fieldlabs", "/api/verify"}
    page = client.get("/api/").content.decode()
    for path in paths:
        assert path in page
