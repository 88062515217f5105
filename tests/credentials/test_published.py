from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from credentials.identifiers import fieldlab_uuid_in, status_list_uuid_in
from credentials.models import Credential

pytestmark = pytest.mark.django_db


def test_did_document_may_be_read_by_any_site_and_kept(client: Client, credential: Credential) -> None:
    address = reverse("fieldlab_did", args=[credential.fieldlab.uuid])
    response = client.get(address)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, max-age=300"
    assert response.json()["verificationMethod"][0]["type"] == "Multikey"
    assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304


def test_status_list_is_served_as_signed(client: Client, credential: Credential) -> None:
    response = client.get(reverse("status_list", args=[credential.status_list.uuid]))
    assert response.content == bytes(credential.status_list.signed)
    assert response["Content-Type"] == "application/vc"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_achievement_is_a_page_or_json(client: Client, credential: Credential) -> None:
    address = reverse("achievement", args=[credential.achievement.uuid])
    page = client.get(address, headers={"accept": "text/html"})
    assert credential.achievement.name in page.content.decode()
    data = client.get(address, headers={"accept": "application/json"})
    assert data.json() == credential.achievement.definition
    assert "Accept" in data["Vary"]


def test_a_credentials_number_tells_nothing(client: Client, credential: Credential) -> None:
    for uuid in (credential.uuid, uuid4()):
        response = client.get(reverse("credential_number", args=[uuid]))
        assert (response.status_code, response["Location"]) == (302, reverse("check"))


def test_vocabulary_explains_its_terms(client: Client) -> None:
    address = reverse("vocabulary", args=["supervised-onsite-identity-checked"])
    assert "identiteit gecontroleerd" in client.get(address).content.decode()
    labels = client.get(address, headers={"accept": "application/json"}).json()["prefLabel"]
    assert labels["en"] == "supervised onsite, with identity check"
    assert client.get(reverse("vocabulary", args=["anything"])).status_code == 404


@pytest.mark.parametrize("name", ["fieldlab_did", "status_list", "achievement"])
def test_unknown_identifiers_give_404(client: Client, name: str) -> None:
    assert client.get(reverse(name, args=[uuid4()])).status_code == 404


def test_only_own_identifiers_are_recognised() -> None:
    uuid = uuid4()
    assert fieldlab_uuid_in(f"did:web:demo.skillslab.example:fieldlabs:{uuid}") == uuid
    assert fieldlab_uuid_in(f"did:web:demo.skillslab.example.evil:fieldlabs:{uuid}") is None
    assert fieldlab_uuid_in(f"did:web:demoXskillslab.example:fieldlabs:{uuid}") is None
    assert status_list_uuid_in(f"https://demo.skillslab.example/status/{uuid}") == uuid
    assert status_list_uuid_in(f"https://demo.skillslab.example/status/{uuid}/x") is None
