import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from lms.organisations.models import Invitation, Membership, Role
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

ADDRESS = "beheer@netwerk.example"


def create_operator(email: str = ADDRESS) -> list[str]:
    out = io.StringIO()
    call_command("create_operator", "--email", email, stdout=out)
    return out.getvalue().splitlines()


def test_create_operator_prints_a_link_that_gives_the_role(client: Client) -> None:
    link = create_operator()[1]
    user = UserFactory(email=ADDRESS)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    address = link[link.index("/invitation/") :]
    assert client.post(address).headers["Location"] == "/admin/"
    assert [(row.user, row.role) for row in Membership.objects.current()] == [(user, Role.OPERATOR)]
    assert client.get("/admin/").status_code == 200


def test_create_operator_again_prints_the_same_link_and_then_that_it_is_done(client: Client) -> None:
    link = create_operator()[1]
    assert create_operator(f" {ADDRESS.upper()} ")[1] == link
    assert Invitation.objects.count() == 1
    user = UserFactory(email=ADDRESS)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post(link[link.index("/invitation/") :])
    assert create_operator() == [f"{ADDRESS} is a network operator already."]


def test_create_operator_refuses_what_is_no_address() -> None:
    with pytest.raises(CommandError):
        create_operator("beheer")
