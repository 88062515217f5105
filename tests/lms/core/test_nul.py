"""No database of ours keeps the character NUL: whoever sends one is told so."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from lms.accounts.models import User
from tests.factories.accounts import PASSWORD, SuperuserFactory

pytestmark = pytest.mark.django_db

SEARCHES = [
    "/practical/?name=%00",
    "/admin/credentials/?q=a%00b",
    "/admin/tag-autocomplete/?term=%00",
    "/admin/participants/5c4f9f3a-6d0c-4a3f-8f6d-0c4a3f8f6d0c/?name=%00",
    "/?%00=x",
    "/nl/%00/",
    "/media/images/%00.png",
    "/check/%00/",
]


@pytest.fixture
def signed_in() -> Client:
    client = Client()
    client.force_login(SuperuserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("address", SEARCHES)
def test_nul_in_an_address_is_a_bad_request(signed_in: Client, address: str) -> None:
    response = signed_in.get(address)
    assert response.status_code == 400
    assert "<h1>" in response.content.decode()


def test_nul_is_a_line_in_the_log_and_no_traceback(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get(reverse("account_login") + "?next=%00")
    client.post(reverse("account_login"), {"login": "\0"})
    address = reverse("account_login")
    assert [(line.levelname, line.getMessage(), line.exc_info) for line in caplog.records] == [
        ("WARNING", f"Bad Request: {address}", None)
    ] * 2


@pytest.mark.parametrize("data", [{"left": "\0"}, {"\0": "x"}])
def test_nul_in_a_form_is_a_bad_request(signed_in: Client, data: dict[str, str]) -> None:
    assert signed_in.post(reverse("my_roles"), data).status_code == 400


def test_percent_sign_before_two_noughts_is_no_nul(client: Client) -> None:
    assert client.get(reverse("account_login") + "?next=%2500").status_code == 200


def test_form_without_nul_is_taken(client: Client) -> None:
    user: User = SuperuserFactory()
    response = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert response.status_code == 302
