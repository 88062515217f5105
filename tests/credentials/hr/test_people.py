"""The HR desk's employees: looked up, let go after a question, and not invited twice."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from credentials.models import Consent, Look
from lms.accounts.models import User
from lms.organisations.models import Employer, Invitation, Membership, Role
from tests.credentials.hr.sharing import share
from tests.factories.accounts import UserFactory
from tests.factories.credentials import CredentialFactory
from tests.factories.organisations import EmployerFactory, MembershipFactory

pytestmark = pytest.mark.django_db
PEOPLE = reverse("hr_people")


@pytest.fixture
def worker(employer: Employer) -> User:
    return Membership.objects.get(employer=employer, role=Role.EMPLOYEE).user


def test_list_of_people_ends_nothing_by_itself(hr: Client, worker: User) -> None:
    page = hr.get(PEOPLE).content.decode()
    assert 'name="left"' not in page
    assert f"?left={worker.uuid}" in page


def test_who_left_is_asked_once_more_by_name_and_with_what_stops(
    hr: Client, worker: User, employer: Employer
) -> None:
    for credential in (CredentialFactory(user=worker), CredentialFactory(user=worker)):
        share(credential, employer)
    page = hr.get(PEOPLE, {"left": worker.uuid}).content.decode()
    assert worker.name in page
    assert "2 bewijzen" in page
    # What is shared is not named: that would be a look.
    assert [consent.credential.achievement.name in page for consent in Consent.objects.all()] == [False, False]
    assert not Look.objects.exists()
    assert Membership.objects.current().filter(user=worker).exists()
    value = re.search(r'name="left"\s+value="([^"]+)"', page)
    assert value
    hr.post(PEOPLE, {"left": value[1], "employer": employer.uuid})
    assert not Membership.objects.current().filter(user=worker).exists()


def test_question_about_people_of_another_employer_is_not_there(hr: Client) -> None:
    stranger = MembershipFactory(role=Role.EMPLOYEE, employer=EmployerFactory()).user
    for uuid in (stranger.uuid, "geen-uuid"):
        assert hr.get(PEOPLE, {"left": uuid}).status_code == 404


def test_people_are_found_by_a_part_of_the_name(hr: Client, employer: Employer) -> None:
    for name in ("Bram Smit", "Noor Bakker"):
        MembershipFactory(user=UserFactory(name=name), role=Role.EMPLOYEE, employer=employer)
    page = hr.get(PEOPLE, {"q": "bakk"}).content.decode()
    assert ("Noor Bakker" in page, "Bram Smit" in page) == (True, False)
    page = hr.get(PEOPLE, {"q": "niemand"}).content.decode()
    assert "“niemand”" in page


def test_who_works_here_already_is_not_invited_again(hr: Client, worker: User) -> None:
    response = hr.post(PEOPLE, {"email": worker.email.upper()})
    assert response.status_code == 400
    assert f"{worker.email} is al medewerker." in response.content.decode()
    assert not Invitation.objects.exists()


def test_inviting_tells_nothing_of_accounts_that_are_not_linked(hr: Client) -> None:
    elsewhere = MembershipFactory(role=Role.EMPLOYEE, employer=EmployerFactory()).user
    answers = [
        hr.post(PEOPLE, {"email": email}, follow=True).content.decode().replace(email, "…")
        for email in (elsewhere.email, "nieuw@voorbeeld.nl")
    ]
    assert [answer.count("is al medewerker") for answer in answers] == [0, 0]
    assert sorted(Invitation.objects.values_list("email", flat=True)) == sorted(
        [elsewhere.email, "nieuw@voorbeeld.nl"]
    )
