from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from credentials.models import Credential
from lms.accounts.models import User
from lms.organisations.models import Role
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CredentialFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db
LIST = "credentials_admin:list"
STATE = "credentials_admin:state"


def test_manager_sees_the_own_fieldlab_only(client: Client, credential: Credential, manager: User) -> None:
    other = CredentialFactory(version=ModuleVersionFactory(title="Van een ander lab"))
    client.force_login(manager)
    text = client.get(reverse(LIST)).content.decode()
    assert credential.user.name in text
    assert other.achievement.name not in text
    assert client.get(reverse(STATE, args=[other.pk])).status_code == 404
    answer = client.post(reverse(STATE, args=[other.pk]), {"state": "revoked", "reason": "x"})
    assert answer.status_code == 404


def test_manager_revokes_with_a_reason(client: Client, credential: Credential, manager: User) -> None:
    client.force_login(manager)
    address = reverse(STATE, args=[credential.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"state": "revoked", "reason": ""}).status_code == 200
    client.post(address, {"state": "revoked", "reason": "Fraude bij de toets"})
    credential.refresh_from_db()
    assert credential.state == "revoked"
    assert "Fraude bij de toets" in client.get(address).content.decode()
    client.post(address, {"state": "valid", "reason": "Toch"})
    credential.refresh_from_db()
    assert credential.state == "revoked"


def test_list_can_be_searched(client: Client, credential: Credential, manager: User) -> None:
    client.force_login(manager)
    assert credential.user.name in client.get(reverse(LIST), {"q": "sanne"}).content.decode()
    assert credential.user.name not in client.get(reverse(LIST), {"q": "niemand"}).content.decode()


def test_trainer_sees_no_credentials(client: Client, credential: Credential) -> None:
    client.force_login(MembershipFactory(role=Role.TRAINER, fieldlab=credential.fieldlab).user)
    assert credential.user.name not in client.get(reverse(LIST)).content.decode()
    assert client.get(reverse(STATE, args=[credential.pk])).status_code == 404


def test_worker_has_no_admin(client: Client, credential: Credential) -> None:
    client.force_login(credential.user)
    assert client.get(reverse(LIST)).status_code == 404
