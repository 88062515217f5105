import re

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_styleguide_shows_itself(client):
    response = client.get("/styleguide/")
    assert response.status_code == 200
    html = response.content.decode()
    assert len(re.findall(r"<h1\b", html)) == 1
    assert "--brand-text" in html
    assert 'name="robots" content="noindex"' in html


def test_question_hides_what_is_right_until_it_is_answered(client):
    html = client.get("/styleguide/").content.decode()
    unanswered = html[html.index('id="question-open"') : html.index('id="question-wrong"')]
    assert "Kijken welke melding" in unanswered
    assert "Zo weet je wat er aan de hand is" not in unanswered
    wrong = html[html.index('id="question-wrong"') : html.index('id="question-right"')]
    assert "Dan weet je nog niet waarom hij stopte" in wrong
    assert "Zo weet je wat er aan de hand is" not in wrong
    assert "question__choice--right" not in wrong


ENTRANCES = ["account_login", "account_signup", "account_request_login_code", "account_reset_password"]
MANAGED = [
    "account_email",
    "account_change_password",
    "account_logout",
    "mfa_index",
    "usersessions_list",
]


def looks_like_ours(html):
    return (
        'lang="nl"' in html
        and len(re.findall(r"<main\b", html)) == 1
        and len(re.findall(r"<h1\b", html)) == 1
        and "themes/css/base.css" in html
    )


@pytest.mark.parametrize("name", ENTRANCES)
def test_entrance_is_in_our_look(client, name):
    response = client.get(reverse(name), headers={"accept-language": "nl"})
    assert response.status_code == 200
    assert looks_like_ours(response.content.decode())


@pytest.mark.parametrize("name", MANAGED)
def test_account_page_is_in_our_look(client, name):
    client.force_login(UserFactory())
    response = client.get(reverse(name), headers={"accept-language": "nl"})
    assert response.status_code == 200
    assert looks_like_ours(response.content.decode())


def test_sign_in_offers_password_code_and_passkey(client):
    html = client.get(reverse("account_login")).content.decode()
    assert 'type="password"' in html
    assert reverse("account_request_login_code") in html
    assert 'id="passkey_login"' in html


@pytest.mark.parametrize(
    ("view", "status"),
    [(defaults.bad_request, 400), (defaults.permission_denied, 403), (defaults.page_not_found, 404)],
)
def test_error_page_says_what_to_do_next(view, status):
    request = RequestFactory().get("/nowhere/")
    response = view(request, Exception())
    assert response.status_code == status
    assert looks_like_ours(response.content.decode())
    assert 'class="button button--primary" href="/"' in response.content.decode()


def test_error_page_of_the_server_needs_no_request_data():
    response = defaults.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "themes/css/base.css" in response.content.decode()


def test_expired_form_says_that_nothing_was_saved():
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x"})
    assert response.status_code == 403
    assert looks_like_ours(response.content.decode())
