from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from credentials.models import Credential, SigningKey
from lms.accounts.models import User
from lms.organisations.models import Role
from tests.factories.credentials import CredentialFactory
from tests.factories.organisations import FieldlabFactory, MembershipFactory

pytestmark = pytest.mark.django_db
State = SigningKey.State


@pytest.fixture
def operator() -> User:
    return MembershipFactory(role=Role.OPERATOR).user


def active(credential: Credential) -> SigningKey:
    return credential.fieldlab.signing_keys.get(state=State.ACTIVE)


def address(key: SigningKey) -> str:
    return reverse("credentials_admin:key", args=[key.pk])


def test_the_operator_sees_every_ring_with_its_signatures(client: Client, operator: User) -> None:
    credential, other = CredentialFactory(), FieldlabFactory(name="Lab zonder credentials")
    client.force_login(operator)
    text = client.get(reverse("credentials_admin:keys")).content.decode()
    assert credential.fieldlab.name in text
    assert other.name in text
    assert str(credential.uuid) in client.get(address(active(credential))).content.decode()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.TRAINER])
def test_nobody_else_does(client: Client, credential: Credential, role: Role) -> None:
    client.force_login(MembershipFactory(role=role, fieldlab=credential.fieldlab).user)
    key = active(credential)
    assert client.get(reverse("credentials_admin:keys")).status_code == 404
    assert client.get(address(key)).status_code == 404
    answer = client.post(address(key), {"what": "rotate", "rotate-reason": "x"})
    assert answer.status_code == 404
    assert active(credential) == key


def test_the_operator_rotates_with_a_reason(client: Client, operator: User, credential: Credential) -> None:
    client.force_login(operator)
    key = active(credential)
    assert client.post(address(key), {"what": "rotate", "rotate-reason": ""}).status_code == 200
    assert active(credential) == key
    client.post(address(key), {"what": "rotate", "rotate-reason": "jaarlijks"})
    key.refresh_from_db()
    assert key.state == State.RETIRED
    assert active(credential) != key


def test_a_compromise_is_confirmed_by_a_tick(client: Client, operator: User, credential: Credential) -> None:
    client.force_login(operator)
    key = active(credential)
    form = {"what": "compromise", "compromise-reason": "gestolen"}
    assert client.post(address(key), form).status_code == 200
    assert active(credential) == key
    client.post(address(key), {**form, "compromise-sure": "on"})
    key.refresh_from_db()
    assert key.state == State.COMPROMISED
    assert "1 " in client.get(reverse("credentials_admin:keys")).content.decode()


def test_the_operator_completes_a_ring(client: Client, operator: User) -> None:
    fieldlab = FieldlabFactory()
    client.force_login(operator)
    client.post(reverse("credentials_admin:complete_ring", args=[fieldlab.pk]))
    assert fieldlab.signing_keys.count() == 6


def test_the_list_takes_as_many_queries_for_many_fieldlabs(
    client: Client, operator: User, django_assert_max_num_queries
) -> None:
    client.force_login(operator)
    for _ in range(5):
        FieldlabFactory()
    with django_assert_max_num_queries(40):
        client.get(reverse("credentials_admin:keys"))
