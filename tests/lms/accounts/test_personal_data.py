import json

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation
from wagtail.models import ModelLogEntry

from lms.accounts.actions.erase_account import erase_account
from lms.accounts.actions.update_profile import update_profile
from lms.accounts.models import User
from lms.accounts.templatetags.personal_data import data_value
from lms.core.registry import personal_data_export
from lms.organisations.models import Membership, Role
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.organisations import EmployerFactory, FieldlabFactory, InvitationFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def sign_in(client: Client, user: User) -> None:
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})


def test_export_holds_what_every_app_registered_about_this_person_alone(client: Client) -> None:
    user, other = UserFactory(name="Mina"), UserFactory(name="Anders")
    MembershipFactory(user=user, role=Role.EMPLOYEE, employer=EmployerFactory(name="Metaal bv"))
    sign_in(client, user)
    response = client.get("/account/data/download/")
    data = json.loads(response.content)
    assert list(data) == personal_data_export.names()
    assert data["accounts"]["account"]["name"] == "Mina"
    assert data["organisations"]["roles"][0]["organisation"] == "Metaal bv"
    assert other.email not in response.content.decode()
    assert "Metaal bv" in client.get("/account/data/organisations/roles/").content.decode()


def test_erase_account_leaves_no_name_and_no_address() -> None:
    user = UserFactory(name="Mina Jansen", email="mina@voorbeeld.nl")
    membership = MembershipFactory(user=user, role=Role.TRAINER, fieldlab=FieldlabFactory())
    InvitationFactory(email="mina@voorbeeld.nl", fieldlab=membership.fieldlab)
    update_profile(by=user, name="Mina J", language="nl")
    erase_account(by=user)
    user = User.objects.get(pk=user.pk)
    assert (user.is_active, user.has_usable_password(), user.groups.count()) == (False, False, 0)
    assert user.erased_at is not None
    assert not EmailAddress.objects.filter(user=user).exists()
    assert Membership.objects.get(pk=membership.pk).until is not None
    rows = [*User.objects.filter(pk=user.pk).values(), *ModelLogEntry.objects.values()]
    assert "mina" not in str(rows).lower()
    assert not membership.fieldlab.invitations.exists()


def test_erase_account_of_the_last_operator_changes_nothing() -> None:
    user = MembershipFactory(role=Role.OPERATOR).user
    with pytest.raises(ValidationError):
        erase_account(by=user)
    assert User.objects.get(pk=user.pk).is_active


def test_erasing_asks_for_the_password_and_a_tick_and_signs_out_everywhere(client: Client) -> None:
    user, elsewhere = UserFactory(), Client()
    sign_in(elsewhere, user)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/account/data/erase/").headers["Location"].startswith("/account/reauthenticate/")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.post("/account/data/erase/").status_code == 200
    assert User.objects.get(pk=user.pk).is_active
    assert client.post("/account/data/erase/", {"understood": "on"}).status_code == 200
    assert not User.objects.get(pk=user.pk).is_active
    for device in (client, elsewhere):
        assert device.get("/account/data/").status_code == 302


def test_profile_keeps_name_and_language(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user)
    client.post("/account/", {"name": "Nieuwe Naam", "language": "en"})
    user.refresh_from_db()
    assert (user.name, user.language) == ("Nieuwe Naam", "en")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-05-02T09:30:00+00:00", "2 mei 2026 11:30"),
        ("9999-12-31T23:30:00Z", "31 december 9999 23:30"),
        ("0001-01-01T00:00:00+14:00", "1 januari 0001 00:00"),
        ("Team Tilburg", "Team Tilburg"),
        ("2026-05-02", "2026-05-02"),
        (3, 3),
    ],
)
def test_moments_in_my_data_are_written_for_people(value: object, shown: object) -> None:
    with translation.override("nl"):
        assert data_value(value) == shown
