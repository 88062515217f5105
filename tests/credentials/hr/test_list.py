"""The list of the HR desk: by date, by state, narrowed, and a page at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from credentials.actions.change_state import change_state
from credentials.actions.stop_consent import stop_consent
from credentials.models import Consent, Credential, Look
from lms.accounts.models import User
from lms.organisations.models import Employer, Membership, Role
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


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
