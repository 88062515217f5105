from __future__ import annotations

from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from credentials.actions.stop_consent import stop_consent
from credentials.models import Consent, Credential, Look, Receipt
from lms.accounts.models import User
from lms.core.spreadsheets import FORMULA_STARTS, safe_cell
from lms.organisations.models import Employer, Invitation, Role
from tests.credentials.hr.sharing import share
from tests.factories.accounts import UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CredentialFactory
from tests.factories.organisations import EmployerFactory, MembershipFactory

pytestmark = pytest.mark.django_db


MOST_QUERIES = 8


@pytest.mark.parametrize("number", [1, 30])
def test_desk_asks_few_queries(client: Client, number: int) -> None:
    employer, version = EmployerFactory(), ModuleVersionFactory()
    for _ in range(number):
        credential = CredentialFactory(version=version)
        MembershipFactory(user=credential.user, role=Role.EMPLOYEE, employer=employer)
        share(credential, employer)
    client.force_login(MembershipFactory(role=Role.HR, employer=employer).user)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("hr_desk"))
    assert len(response.context["rows"]) == number
    assert len(queries) <= MOST_QUERIES
    assert Look.objects.filter(kind="listed").count() == number


def test_desk_shows_what_is_shared_and_writes_one_look_a_day(hr: Client, consent: Consent, officer: User) -> None:
    for _ in range(2):
        text = hr.get(reverse("hr_desk")).content.decode()
    assert consent.credential.user.name in text
    assert consent.credential.achievement.name in text
    assert list(Look.objects.values_list("consent", "by", "kind")) == [(consent.pk, officer.pk, "listed")]


def test_desk_shows_nothing_of_credentials_that_are_not_shared(
    hr: Client, credential: Credential, employer: Employer
) -> None:
    text = hr.get(reverse("hr_desk")).content.decode()
    assert credential.user.name in text
    assert credential.achievement.name not in text
    assert not Look.objects.exists()


def test_a_second_employer_sees_nothing_of_the_first(client: Client, consent: Consent) -> None:
    officer = MembershipFactory(role=Role.HR, employer=EmployerFactory()).user
    client.force_login(officer)
    for address in (
        reverse("hr_desk"),
        reverse("hr_csv"),
        reverse("hr_people"),
        f"{reverse('hr_desk')}?q={consent.credential.user.name}",
    ):
        text = client.get(address).content.decode()
        assert consent.credential.achievement.name not in text
        assert f">{consent.credential.user.name}<" not in text
    assert client.get(f"{reverse('hr_desk')}?employer={consent.employer.uuid}").status_code == 404
    assert client.get(reverse("hr_credential", args=[consent.uuid])).status_code == 404
    left = client.post(reverse("hr_people"), {"left": consent.credential.user.uuid})
    assert left.status_code == 404
    assert not Look.objects.exists()


def test_two_jobs_of_one_worker_stay_apart(client: Client, consent: Consent) -> None:
    second = EmployerFactory()
    MembershipFactory(user=consent.credential.user, role=Role.EMPLOYEE, employer=second)
    client.force_login(MembershipFactory(role=Role.HR, employer=second).user)
    text = client.get(reverse("hr_desk")).content.decode()
    assert consent.credential.user.name in text
    assert consent.credential.achievement.name not in text


@pytest.mark.parametrize("name", ["hr_desk", "hr_csv", "hr_people"])
def test_who_is_no_hr_officer_gets_404(client: Client, consent: Consent, name: str) -> None:
    client.force_login(consent.credential.user)
    assert client.get(reverse(name)).status_code == 404


def test_after_stopping_only_the_receipts_are_left(hr: Client, consent: Consent) -> None:
    address = reverse("hr_credential", args=[consent.uuid])
    assert hr.get(address).status_code == 200
    receipt = Receipt.objects.get()
    stop_consent(by=consent.credential.user, consent=consent)
    desk, page = hr.get(reverse("hr_desk")), hr.get(address)
    assert page.status_code == 410
    assert str(receipt.uuid) in page.content.decode()
    (row,) = desk.context["rows"]
    assert row.shared == []
    assert [item.receipts for item in row.no_longer] == [[receipt]]
    for response in (desk, page):
        assert consent.credential.achievement.name not in response.content.decode()
    assert Look.objects.filter(kind="opened").count() == 1
    assert consent.credential.achievement.name not in hr.get(reverse("hr_csv")).content.decode()


def test_an_expired_consent_shows_nothing(hr: Client, consent: Consent) -> None:
    Consent.objects.update(expires_at=timezone.now())
    assert hr.get(reverse("hr_credential", args=[consent.uuid])).status_code == 410
    assert consent.credential.achievement.name not in hr.get(reverse("hr_desk")).content.decode()


def test_opening_shows_every_check_and_writes_look_and_receipt(hr: Client, consent: Consent) -> None:
    response = hr.get(reverse("hr_credential", args=[consent.uuid]))
    assert {check.result for check in response.context["shown"].checks} == {"yes"}
    assert Look.objects.get().kind == "opened"
    assert Receipt.objects.get().valid


def test_csv_is_a_look_and_holds_no_formula(hr: Client, employer: Employer) -> None:
    user = UserFactory(name='=HYPERLINK("https://evil.example")')
    MembershipFactory(user=user, role=Role.EMPLOYEE, employer=employer)
    share(CredentialFactory(user=user), employer)
    response = hr.get(reverse("hr_csv"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "'=HYPERLINK" in response.content.decode()
    assert Look.objects.get().kind == "downloaded"


@given(st.text())
def test_no_cell_begins_a_formula(text: str) -> None:
    assert not safe_cell(text).startswith(FORMULA_STARTS)


def test_inviting_sends_a_link_and_lists_the_invitation(hr: Client, employer: Employer) -> None:
    response = hr.post(reverse("hr_people"), {"email": "nieuw@voorbeeld.nl"})
    assert response.status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.employer, invitation.role) == (employer, Role.EMPLOYEE)
    assert "nieuw@voorbeeld.nl" in hr.get(reverse("hr_people")).content.decode()
    hr.post(reverse("hr_people"), {"withdraw": invitation.uuid})
    assert not Invitation.objects.open().exists()
    assert mail.outbox == []


def test_a_wrong_address_is_not_invited(hr: Client, employer: Employer) -> None:
    assert hr.post(reverse("hr_people"), {"email": "geen adres"}).status_code == 400
    assert not Invitation.objects.exists()


def test_who_left_is_no_employee_any_more(hr: Client, consent: Consent) -> None:
    worker = consent.credential.user
    assert hr.post(reverse("hr_people"), {"left": worker.uuid}).status_code == 302
    consent.refresh_from_db()
    assert consent.stopped_at is not None
    assert hr.get(reverse("hr_desk")).context["rows"] == []


@pytest.mark.parametrize("name", ["left", "withdraw"])
def test_unknown_people_and_invitations_give_404(hr: Client, employer: Employer, name: str) -> None:
    for value in (str(uuid4()), "no uuid"):
        assert hr.post(reverse("hr_people"), {name: value}).status_code == 404
