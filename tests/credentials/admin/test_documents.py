from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from credentials.models import Credential
from lms.accounts.models import User
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CredentialFactory

pytestmark = pytest.mark.django_db


def address(credential: Credential) -> str:
    return reverse("credentials_admin:documents", args=[credential.pk])


def test_a_manager_corrects_a_name_and_sees_the_history(
    client: Client, credential: Credential, manager: User
) -> None:
    client.force_login(manager)
    form = {"what": "name", "name-name": "Sanne Bakker", "name-reason": "Getrouwd"}
    assert client.post(address(credential), {**form, "name-reason": ""}).status_code == 200
    assert client.post(address(credential), {**form, "name-name": "a\u202eb"}).status_code == 200
    assert credential.issues.count() == 1
    assert client.post(address(credential), form).status_code == 302
    assert b"Sanne Bakker" in bytes(credential.issues.first().document)
    assert "Getrouwd" in client.get(address(credential)).content.decode()


def test_a_manager_renews_what_expires(client: Client, manager: User, credential: Credential) -> None:
    version = ModuleVersionFactory(validity_months=12, fieldlab=credential.fieldlab)
    other = CredentialFactory(version=version)
    client.force_login(manager)
    assert client.post(address(other), {"what": "renew", "renew-reason": "Opfristoets"}).status_code == 302
    assert other.issues.count() == 2
    assert client.post(address(credential), {"what": "renew", "renew-reason": "x"}).status_code == 200
    assert credential.issues.count() == 1


def test_another_fieldlabs_credential_is_not_there(client: Client, manager: User) -> None:
    client.force_login(manager)
    assert client.get(address(CredentialFactory())).status_code == 404
