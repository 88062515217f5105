"""A form that is sent after the session ended says so; the address of a form that is opened is a page as well."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lms.accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FORMS = ["take_back_share", "hr_people", "wallet_settings", "my_account", "wagtailadmin_home"]


def address_of(name: str) -> str:
    return reverse(name, args=[uuid4()] if name == "take_back_share" else [])


@pytest.mark.parametrize("name", FORMS)
def test_form_sent_after_the_session_ended_leads_back_to_its_page(client: Client, name: str) -> None:
    page = "/wallet/shares/?show=all"
    headers = {**BROWSER, "Referer": f"http://testserver{page}"}
    response = client.post(address_of(name), {"from": "shares"}, headers=headers)
    assert response.status_code == 401
    assert "data-reason" in response.content.decode()
    assert f'{reverse("account_login")}?next=/wallet/shares/%3Fshow%3Dall"' in response.content.decode()


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/wallet/", "//elsewhere.example"])
def test_page_of_another_site_is_not_led_back_to(client: Client, referer: str) -> None:
    address = reverse("my_account")
    response = client.post(address, headers={**BROWSER, "Referer": referer})
    assert f'{reverse("account_login")}?next={address}"' in response.content.decode()
    assert "elsewhere" not in response.content.decode()


def test_form_of_a_signed_in_person_and_signing_in_are_as_before(client: Client) -> None:
    response = client.post(reverse("account_login"), {"login": "x", "password": "y"}, headers=BROWSER)
    assert response.status_code == 200
    assert client.get(reverse("my_account"), headers=BROWSER).status_code == 302
    user: User = UserFactory()
    client.force_login(user)
    response = client.post(reverse("my_account"), {"name": "Nova", "language": "nl"}, headers=BROWSER)
    assert response.status_code == 302
    user.refresh_from_db()
    assert user.name == "Nova"


def test_address_of_a_form_that_is_opened_is_a_page(client: Client) -> None:
    client.force_login(UserFactory())
    response = client.get(address_of("take_back_share"), headers=BROWSER)
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "<h1>" in response.content.decode()
    # A program is answered as before.
    assert client.get(address_of("take_back_share")).content == b""
