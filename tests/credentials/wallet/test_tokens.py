from __future__ import annotations

import json

import jwt
import pytest
from django.test import Client
from django.urls import reverse

from credentials.models import Credential
from credentials.queries import newest_issue
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def address(credential: Credential, algorithm: str) -> str:
    return reverse("token_download", args=[credential.uuid, algorithm])


@pytest.mark.parametrize("algorithm", ["rs256", "es256"])
def test_the_holder_takes_a_token_along(client: Client, credential: Credential, algorithm: str) -> None:
    client.force_login(credential.user)
    assert (
        address(credential, algorithm)
        in client.get(reverse("credential", args=[credential.uuid])).content.decode()
    )
    response = client.get(address(credential, algorithm))
    assert response["Content-Type"] == "application/jwt"
    assert jwt.get_unverified_header(response.content.decode())["alg"] == algorithm.upper()
    claims = jwt.decode(response.content.decode(), options={"verify_signature": False})
    document = json.loads(bytes(newest_issue(credential).document))
    assert claims["credentialSubject"] == document["credentialSubject"]


def test_nobody_else_does_and_no_other_algorithm_exists(client: Client, credential: Credential) -> None:
    client.force_login(credential.user)
    assert client.get(address(credential, "none")).status_code == 404
    client.force_login(UserFactory())
    assert client.get(address(credential, "rs256")).status_code == 404
