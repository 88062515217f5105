"""Passkeys at the address of a site on the internet; journeys use them with a real browser, at localhost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.factories.accounts import PASSWORD, UserFactory
from tests.lms.accounts.passkey import Passkey

pytestmark = pytest.mark.django_db

HOST = "leren.example.nl"


@pytest.fixture(autouse=True)
def host(settings: Any) -> None:
    settings.ALLOWED_HOSTS = [HOST]


def sign_in_with(passkey: Passkey) -> Any:
    client = Client(headers={"host": HOST, "accept": "application/json"})
    found = client.get("/account/2fa/webauthn/login/", secure=True).json()["request_options"]
    answer = json.dumps(passkey.get(found["publicKey"]))
    return client.post(
        "/account/2fa/webauthn/login/", {"credential": answer, "next": "/account/data/"}, secure=True
    )


def add(passkey: Passkey) -> Any:
    client = Client(headers={"host": HOST})
    login = {"login": UserFactory().email, "password": PASSWORD}
    client.post("/account/login/", login, secure=True)
    client.post("/account/reauthenticate/", {"password": PASSWORD}, secure=True)
    page = client.get("/account/2fa/webauthn/add/", secure=True)
    options = json.loads(json.dumps(page.context["js_data"]["creation_options"], default=dict))["publicKey"]
    assert (options["rp"]["id"], options["rp"]["name"]) == (HOST, "skillslab")
    data = {"name": "Mijn telefoon", "passwordless": "on", "credential": json.dumps(passkey.create(options))}
    return client.post("/account/2fa/webauthn/add/", data, secure=True)


def test_passkey_of_a_site_on_the_internet_signs_in_and_leads_on() -> None:
    passkey = Passkey(f"https://{HOST}")
    assert add(passkey).headers["Location"] == "/account/2fa/recovery-codes/"
    assert sign_in_with(passkey).headers["Location"] == "/account/data/"


def test_passkey_asked_for_by_another_site_does_not_sign_in() -> None:
    passkey = Passkey(f"https://{HOST}")
    add(passkey)
    passkey.origin = "https://leren-example.nl"
    assert sign_in_with(passkey).headers["Location"] == "/account/login/"


def test_passkey_of_another_site_is_not_added() -> None:
    assert add(Passkey("https://leren-example.nl")).status_code == 200
