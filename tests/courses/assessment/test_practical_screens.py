"""The assessor's screens of a practical."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Completion, Enrolment, PracticalAssessment
from lms.accounts.models import User
from tests.courses.assessment.practicals import observe, practical, start
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory

pytestmark = pytest.mark.django_db


def test_assessor_walks_the_three_screens(client: Client, enrolment: Enrolment, assessor: User) -> None:
    client.force_login(assessor)
    listed = client.get(reverse("practicals"))
    assert enrolment.user.name in listed.content.decode()
    address = reverse("practical_start", args=[enrolment.pk, practical(enrolment).id])
    assert address in listed.content.decode()

    response = client.post(address, {"identity_check": "document", "identity_name": enrolment.user.name})
    assessment = PracticalAssessment.objects.get()
    assert response["Location"] == reverse("practical_marks", args=[assessment.pk])

    response = client.post(response["Location"], {})
    assert response.status_code == 200
    assert PracticalAssessment.objects.get().signed_at is None

    data = {f"met-{criterion}": "yes" for criterion in practical(enrolment).criteria}
    response = client.post(reverse("practical_marks", args=[assessment.pk]), data)
    assert response["Location"] == reverse("practical_confirm", args=[assessment.pk])

    response = client.post(response["Location"], {})
    assert response.status_code == 200
    assert Completion.objects.count() == 0

    response = client.post(reverse("practical_confirm", args=[assessment.pk]), {"seen": "on"}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("practical_result", args=[assessment.pk])
    assert response.status_code == 200
    assert Completion.objects.count() == 1
    assert enrolment.user.name not in client.get(reverse("practicals")).content.decode()


def test_practicals_list_shows_who_is_ready_and_finds_the_others(client: Client, assessor: User) -> None:
    ready = Enrolment.objects.get()
    busy = EnrolmentFactory(version=ready.version, user__name="Bram Bakker")
    elsewhere = EnrolmentFactory(version=ModuleVersionFactory(practical=True), user__name="Els Elders")
    without = EnrolmentFactory(
        version=ModuleVersionFactory(fieldlab=ready.version.fieldlab), user__name="Wim Zonder"
    )
    client.force_login(assessor)
    page = client.get(reverse("practicals")).content.decode()
    assert [person.user.name in page for person in (ready, busy, elsewhere, without)] == [
        True,
        False,
        False,
        False,
    ]
    page = client.get(reverse("practicals"), {"everybody": ""}).content.decode()
    assert [person.user.name in page for person in (ready, busy, elsewhere, without)] == [
        True,
        True,
        False,
        False,
    ]
    page = client.get(reverse("practicals"), {"name": "bakker"}).content.decode()
    assert (busy.user.name in page, ready.user.name in page) == (True, False)


def test_practical_screens_are_not_there_for_others(client: Client, enrolment: Enrolment, assessor: User) -> None:
    assessment = start(enrolment, assessor)
    addresses = [
        reverse("practicals"),
        reverse("practical_start", args=[enrolment.pk, practical(enrolment).id]),
        reverse("practical_marks", args=[assessment.pk]),
        reverse("practical_confirm", args=[assessment.pk]),
        reverse("practical_result", args=[assessment.pk]),
    ]
    for person in (enrolment.user, UserFactory()):
        client.force_login(person)
        assert [client.get(address).status_code for address in addresses] == [404] * 5
        assert [client.post(address).status_code for address in addresses[1:4]] == [404] * 3


def test_passed_practical_is_refused_with_a_page(client: Client, enrolment: Enrolment, assessor: User) -> None:
    observe(enrolment, assessor)
    client.force_login(assessor)
    response = client.get(reverse("practical_start", args=[enrolment.pk, practical(enrolment).id]))
    assert response.status_code == 409
    assert f'href="{reverse("practicals")}"' in response.content.decode().split("<main")[1]
    assert reverse("my_learning") not in response.content.decode().split("<main")[1]


def test_practicals_list_costs_the_same_for_many(
    client: Client, enrolment: Enrolment, assessor: User, django_assert_max_num_queries: Any
) -> None:
    client.force_login(assessor)
    with django_assert_max_num_queries(8):
        client.get(reverse("practicals"), {"everybody": ""})
    for _number in range(24):
        EnrolmentFactory(version=enrolment.version)
    with django_assert_max_num_queries(8):
        client.get(reverse("practicals"), {"everybody": ""})
