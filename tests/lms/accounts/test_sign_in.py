import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client

from lms.accounts.models import User
from lms.organisations.models import Role
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.organisations import EmployerFactory, FieldlabFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def code_in_mail() -> str:
    found = re.search(r"^\s*([A-Z0-9]{3,4}(?:-[A-Z0-9]{3,4})+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def test_sign_up_proves_the_address_by_code_and_comes_back_to_where_it_started(client: Client) -> None:
    data = {"email": "Nieuw@voorbeeld.nl", "password1": PASSWORD, "name": "Nieuw Hier", "next": "/account/roles/"}
    response = client.post("/account/signup/", data, headers={"accept-language": "de"})
    assert response.headers["Location"].startswith("/account/confirm-email/")
    response = client.post(response.headers["Location"], {"code": code_in_mail(), "next": "/account/roles/"})
    assert response.headers["Location"] == "/account/roles/"
    user = User.objects.get()
    assert (user.name, user.language, user.email) == ("Nieuw Hier", "de", "nieuw@voorbeeld.nl")
    assert EmailAddress.objects.get().verified


def test_sign_in_with_password_keeps_where_one_was_going(client: Client) -> None:
    user = UserFactory()
    data = {"login": user.email, "password": PASSWORD, "next": "/account/data/"}
    assert client.post("/account/login/", data).headers["Location"] == "/account/data/"


def test_sign_in_by_code_works_without_a_password(client: Client) -> None:
    user = UserFactory()
    response = client.post("/account/login/code/", {"email": user.email, "next": "/account/data/"})
    response = client.post(response.headers["Location"], {"code": code_in_mail(), "next": "/account/data/"})
    assert response.headers["Location"] == "/account/data/"


def test_sign_in_does_not_lead_to_another_site(client: Client) -> None:
    data = {"login": UserFactory().email, "password": PASSWORD, "next": "https://kwaad.example/"}
    assert client.post("/account/login/", data).headers["Location"] == "/my/"


def test_sign_in_with_a_second_step_asks_for_it(client: Client) -> None:
    user = UserFactory()
    TOTP.activate(user, generate_totp_secret())
    response = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert response.headers["Location"].startswith("/account/2fa/authenticate/")
    assert client.get("/account/data/").status_code == 302


def test_sign_in_is_slowed_down_after_failures(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/m/key"}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    user = UserFactory()
    for _attempt in range(3):
        client.post("/account/login/", {"login": user.email, "password": "fout"})
    response = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_language_of_the_account_comes_with_signing_in_and_is_changed_by_the_switch(client: Client) -> None:
    user = UserFactory(language="de")
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert '<html lang="de"' in client.get("/account/data/").content.decode()
    client.post("/i18n/setlang/", {"language": "en", "next": "/account/data/"})
    user.refresh_from_db()
    assert user.language == "en"
    assert '<html lang="en"' in client.get("/account/data/").content.decode()


def test_language_that_the_site_does_not_speak_changes_nothing(client: Client) -> None:
    user = UserFactory()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/i18n/setlang/", {"language": "xx", "next": "/account/data/"})
    user.refresh_from_db()
    assert user.language == "nl"


@pytest.mark.parametrize("path", ["/admin/", "/hr/", "/practical/x/y/", "/review/", "/sessions/x/"])
@pytest.mark.parametrize("role", [Role.TRAINER, Role.ASSESSOR])
def test_staff_without_a_second_factor_sets_one_up_first(
    client: Client, settings: Any, path: str, role: Role
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user = MembershipFactory(role=role, fieldlab=FieldlabFactory()).user
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(path)
    assert response.headers["Location"] == "/account/2fa/"
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert not client.get(path).headers.get("Location", "").startswith("/account/2fa/")


def test_staff_is_led_back_after_setting_up_a_second_factor(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user = MembershipFactory(role=Role.TRAINER, fieldlab=FieldlabFactory()).user
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/modules/?q=robot").status_code == 302
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/")
    code = format_hotp_value(hotp_value(page.context["form"].secret, next(yield_hotp_counters_from_time())))
    response = client.post("/account/2fa/totp/activate/", {"code": code})
    assert 'href="/admin/modules/?q=robot"' in client.get(response.headers["Location"]).content.decode()
    assert client.get("/admin/modules/?q=robot").status_code == 200
    assert "/admin/modules/?q=robot" not in client.get("/account/2fa/").content.decode()


def test_worker_needs_no_second_factor(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user = MembershipFactory(role=Role.EMPLOYEE, employer=EmployerFactory()).user
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/account/data/").status_code == 200
    assert client.get("/admin/").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/account/login/",
        "/account/signup/",
        "/account/login/code/",
        "/account/password/reset/",
        "/account/",
        "/account/email/",
        "/account/2fa/",
        "/account/2fa/totp/activate/",
        "/account/2fa/webauthn/",
        "/account/2fa/webauthn/add/",
        "/account/sessions/",
        "/account/password/change/",
        "/account/logout/",
        "/account/roles/",
        "/account/data/",
    ],
)
def test_every_page_of_the_account_has_our_look(client: Client, path: str) -> None:
    user = UserFactory()
    if path not in ("/account/login/", "/account/signup/", "/account/login/code/", "/account/password/reset/"):
        client.post("/account/login/", {"login": user.email, "password": PASSWORD})
        client.post("/account/reauthenticate/", {"password": PASSWORD})
    response = client.get(path)
    assert response.status_code == 200
    page = response.content.decode()
    assert page.count("<h1>") == 1
    assert '<html lang="nl">' in page
    assert 'id="main"' in page
