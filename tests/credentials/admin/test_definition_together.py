"""Two people, or two clicks, at the same definition: nothing typed is lost, nothing is made twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from credentials.actions.create_definition import create_definition
from credentials.actions.submit_definition import submit_definition
from credentials.actions.upload_badge import upload_badge
from credentials.models import BadgeUpload, Definition
from lms.accounts.models import User
from tests.credentials.admin.test_definitions import posted_back
from tests.factories.courses import ModuleVersionFactory
from tests.factories.definitions import staff_of

pytestmark = pytest.mark.django_db
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="9" height="9"/></svg>'


@pytest.fixture
def definition(db: None) -> Definition:
    version = ModuleVersionFactory(title="Veilig lassen")
    return create_definition(
        by=staff_of(version.fieldlab), fieldlab=version.fieldlab, module_keys=[version.module_key]
    )


@pytest.fixture
def writers(definition: Definition) -> tuple[User, User]:
    first, second = staff_of(definition.fieldlab), staff_of(definition.fieldlab)
    first.name = "Anna Bakker"
    first.save()
    return first, second


def opened(client: Client, definition: Definition, by: User) -> tuple[str, dict[str, Any]]:
    client.force_login(by)
    address = reverse("credentials_admin:definition", args=[definition.pk])
    return address, posted_back(client.get(address), what="save")


def test_who_saves_second_is_told_and_loses_nothing(
    client: Client, definition: Definition, writers: tuple[User, User]
) -> None:
    first, second = writers
    address, hers = opened(client, definition, first)
    _address, his = opened(client, definition, second)
    client.force_login(first)
    assert client.post(address, hers | {"hours": "9"}).status_code == 302
    client.force_login(second)
    page = client.post(address, his | {"nl-name": "Mijn naam"})
    text = page.content.decode()
    assert "Anna Bakker sloeg op" in text
    assert "Daarin veranderde: Gegevens." in text
    assert 'value="Mijn naam"' in text
    assert definition.revisions.first().saved_by == first
    # Told, whoever saves once more keeps theirs; both stand in the history.
    assert client.post(address, posted_back(page, what="save")).status_code == 302
    assert definition.revisions.first().parsed.texts["nl"].name == "Mijn naam"
    assert definition.revisions.count() == 3


def test_two_clicks_save_and_hand_in_once(
    client: Client, definition: Definition, writers: tuple[User, User]
) -> None:
    address, data = opened(client, definition, writers[0])
    number = int(data["outcome-INITIAL_FORMS"])
    data |= {f"outcome-{number}-nl": "Je controleert een las.", f"outcome-{number}-en": "x", "what": "hand_in"}
    for _click in range(2):
        assert client.post(address, data).status_code == 302
    assert definition.revisions.count() == 2
    assert definition.submissions.count() == 1


def test_what_is_typed_while_it_is_handed_in_is_kept(
    client: Client, definition: Definition, writers: tuple[User, User]
) -> None:
    address, data = opened(client, definition, writers[1])
    submit_definition(by=writers[0], definition=definition)
    page = client.post(address, data | {"nl-name": "Mijn naam"})
    assert page.status_code == 200
    assert 'value="Mijn naam"' in page.content.decode()
    assert "ingeleverd" in page.content.decode()
    assert definition.revisions.count() == 1


def test_the_same_picture_is_kept_once(definition: Definition, writers: tuple[User, User]) -> None:
    uploads = {upload_badge(by=by, fieldlab=definition.fieldlab, content=DRAWING).pk for by in writers}
    elsewhere = ModuleVersionFactory().fieldlab
    upload_badge(by=staff_of(elsewhere), fieldlab=elsewhere, content=DRAWING)
    assert len(uploads) == 1
    assert BadgeUpload.objects.count() == 2
