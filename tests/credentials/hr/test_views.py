from __future__ import annotations

from datetime import timedelta
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

from credentials.actions.change_state import change_state
from credentials.actions.give_consent import give_consent
from credentials.actions.stop_consent import stop_consent
from credentials.models import Consent, Credential, Look, Receipt
from lms.accounts.models import User
from lms.core.spreadsheets import FORMULA_STARTS, safe_cell
from lms.organisations.models import Employer, Invitation, Membership, Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CredentialFactory
from tests.factories.organisations import EmployerFactory, MembershipFactory

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8
SOON = timedelta(days=30)


def share(credential: Credential, employer: Employer) -> Consent:
    return give_consent(
        by=credential.user,
        credential=credential,
        employer=employer,
        purpose=Consent.Purpose.SAFETY,
        expires_at=timezone.now() + SOON,
    )


@pytest.fixture
def hr(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


@pytest.fixture
def consent(credential: Credential, employer: Employer) -> Consent:
    return share(credential, employer)


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


def test_the_state_on_any_date_is_told(hr: Client, consent: Consent, manager: User) -> None:
    credential = consent.credential
    start = timezone.now() - timedelta(days=20)
    Credential.objects.filter(pk=credential.pk).update(valid_from=start)
    credential.state_changes.update(changed_at=start)
    Membership.objects.update(since=start - timedelta(days=1))
    change_state(by=manager, credential=credential, state=Credential.State.REVOKED, reason="Fraude")

    def standing(days_ago: int) -> str:
        day = timezone.localdate() - timedelta(days=days_ago)
        (row,) = hr.get(reverse("hr_desk"), {"on": day.isoformat()}).context["rows"]
        return row.shared[0].standing

    assert [standing(21), standing(20), standing(1), standing(0)] == ["not-yet", "valid", "valid", "revoked"]


def test_who_worked_here_on_a_date_is_told(hr: Client, employer: Employer) -> None:
    now = timezone.now()
    former = UserFactory(name="Oud Collega")
    Membership.objects.create(
        user=former,
        role=Role.EMPLOYEE,
        employer=employer,
        since=now - timedelta(days=100),
        until=now - timedelta(days=50),
    )

    def names(days_ago: int) -> list[str]:
        day = timezone.localdate() - timedelta(days=days_ago)
        rows = hr.get(reverse("hr_desk"), {"on": day.isoformat()}).context["rows"]
        return [row.person.name for row in rows]

    assert names(60) == ["Oud Collega"]
    assert names(0) == ["Sanne de Vries"]
    assert names(200) == []


def test_a_wrong_date_is_refused(hr: Client, consent: Consent) -> None:
    response = hr.get(reverse("hr_desk"), {"on": "2026-02-31"})
    assert response.status_code == 400
    assert not Look.objects.exists()


def test_the_list_can_be_narrowed(hr: Client, consent: Consent) -> None:
    for query, expected in (
        ({"q": "sanne"}, 1),
        ({"q": "robots"}, 1),
        ({"q": "niemand"}, 0),
        ({"standing": "valid"}, 1),
        ({"standing": "revoked"}, 0),
    ):
        assert len(hr.get(reverse("hr_desk"), query).context["rows"]) == expected


def test_a_large_employer_is_shown_a_page_at_a_time(hr: Client, consent: Consent, employer: Employer) -> None:
    credential = consent.credential
    names = [f"Anna {number:02}" for number in range(50)]
    people = User.objects.bulk_create([User(name=name, email=f"{name[-2:]}@voorbeeld.nl") for name in names])
    since = timezone.now() - timedelta(days=1)
    Membership.objects.bulk_create(
        [Membership(user=user, role=Role.EMPLOYEE, employer=employer, since=since) for user in people]
    )
    first = hr.get(reverse("hr_desk"), {"q": ""})
    assert [row.person.name for row in first.context["rows"]] == names
    assert "51" in first.content.decode()
    assert "?q=&amp;page=2" in first.content.decode()
    assert not Look.objects.exists()
    second = hr.get(reverse("hr_desk"), {"q": "", "page": "2"})
    assert [row.person.name for row in second.context["rows"]] == [credential.user.name]
    assert Look.objects.filter(kind="listed").count() == 1
    # What is looked for is found on whichever page it would be; a file holds all.
    (found,) = hr.get(reverse("hr_desk"), {"q": "robots"}).context["rows"]
    assert found.person == credential.user
    assert credential.user.name in hr.get(reverse("hr_csv"), {"page": "1"}).content.decode()


def test_the_list_by_state_says_what_the_state_was_on_that_day(
    hr: Client, consent: Consent, manager: User
) -> None:
    credential = consent.credential
    now = timezone.now()
    start = now - timedelta(days=20)
    Credential.objects.filter(pk=credential.pk).update(
        valid_from=start, valid_until=now - timedelta(days=10), state="revoked"
    )
    credential.state_changes.update(changed_at=start)
    Membership.objects.update(since=start - timedelta(days=5))
    for state, days in (("suspended", 7), ("revoked", 3)):
        credential.state_changes.create(state=state, changed_at=now - timedelta(days=days))

    def stood(days_ago: int) -> list[str]:
        day = (timezone.localdate() - timedelta(days=days_ago)).isoformat()
        asked = ["valid", "suspended", "revoked", "expired", "not-yet"]
        return [
            standing
            for standing in asked
            if hr.get(reverse("hr_desk"), {"on": day, "standing": standing}).context["rows"]
        ]

    assert [stood(days) for days in (22, 15, 9, 5, 0)] == [
        ["not-yet"],
        ["valid"],
        ["expired"],
        ["suspended"],
        ["revoked"],
    ]


def test_searching_does_not_find_what_is_no_longer_shared(hr: Client, consent: Consent) -> None:
    stop_consent(by=consent.credential.user, consent=consent)
    assert hr.get(reverse("hr_desk"), {"q": "robots"}).context["rows"] == []


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
