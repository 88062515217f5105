"""Practicals: actions, and the assessor's screens."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.actions.confirm_practical import confirm_practical
from courses.actions.move_to_version import move_to_version
from courses.actions.sign_practical import sign_practical
from courses.actions.start_practical import start_practical
from courses.actions.withdraw import withdraw
from courses.models import Completion, Enrolment, ModuleVersion, PracticalAssessment, Progress
from courses.progress_rules import Rule
from courses.steps import StepRefused
from lms.accounts.models import User
from lms.lrs.models import Statement
from lms.lrs.vocabulary import FAILED, PASSED
from lms.organisations.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all, finish_all
from tests.factories.organisations import FieldlabFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment() -> Enrolment:
    """A worker who has only the practical left to do."""
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=1, practical=True))
    answer_all(enrolment)
    finish_all(enrolment)
    return enrolment


@pytest.fixture
def assessor(enrolment: Enrolment) -> User:
    return MembershipFactory(role=Role.ASSESSOR, fieldlab=enrolment.version.fieldlab).user


def practical(enrolment: Enrolment) -> Any:
    return Rule.from_json(enrolment.version.rule).practicals[0]


def start(enrolment: Enrolment, assessor: User, **given: Any) -> PracticalAssessment:
    identity = {"identity_check": "document", "identity_name": enrolment.user.name} | given
    return start_practical(by=assessor, enrolment_id=enrolment.pk, block_id=practical(enrolment).id, **identity)


def marks(enrolment: Enrolment, *, unmet: int = 0) -> list[dict[str, Any]]:
    criteria = practical(enrolment).criteria
    return [
        {"criterion": criterion, "met": number >= unmet, "note": "Rustig gewerkt"}
        for number, criterion in enumerate(criteria)
    ]


def observe(enrolment: Enrolment, assessor: User, *, unmet: int = 0) -> PracticalAssessment:
    assessment = start(enrolment, assessor)
    sign_practical(by=assessor, assessment_id=assessment.pk, marks=marks(enrolment, unmet=unmet))
    return confirm_practical(by=assessor, assessment_id=assessment.pk)


def test_practical_passed_completes_the_module_with_practice(enrolment: Enrolment, assessor: User) -> None:
    assert Progress.objects.get().awaits_practical is True
    assessment = observe(enrolment, assessor)
    completion = Completion.objects.get()
    assert (assessment.passed, completion.enrolment, completion.with_practical) == (True, enrolment, True)


def test_practical_statement_has_worker_assessor_and_fieldlab(enrolment: Enrolment, assessor: User) -> None:
    assessment = observe(enrolment, assessor)
    statement = Statement.objects.get(id=assessment.pk)
    data = json.loads(statement.raw)
    assert data["verb"]["id"] == PASSED.iri
    assert data["actor"]["account"]["name"] == str(enrolment.user.pseudonym)
    assert data["context"]["instructor"]["account"]["name"] == str(assessor.pseudonym)
    assert data["context"]["registration"] == str(enrolment.pk)
    assert data["result"]["score"] == {"scaled": 1.0, "raw": 3.0, "min": 0.0, "max": 3.0}
    assert list(data["result"]["extensions"].values()) == [dict.fromkeys(practical(enrolment).criteria, True)]
    assert str(enrolment.version.fieldlab.uuid) in statement.authority
    assert "Rustig gewerkt" not in statement.raw
    assert enrolment.user.name not in statement.raw


def test_practical_with_an_unmet_criterion_is_failed_and_may_be_done_again(
    enrolment: Enrolment, assessor: User
) -> None:
    assessment = observe(enrolment, assessor, unmet=1)
    assert json.loads(Statement.objects.get(id=assessment.pk).raw)["verb"]["id"] == FAILED.iri
    assert Completion.objects.count() == 0
    again = observe(enrolment, assessor)
    assert again.pk != assessment.pk
    assert Completion.objects.count() == 1


def test_practical_counts_only_after_the_worker_confirmed(enrolment: Enrolment, assessor: User) -> None:
    assessment = start(enrolment, assessor)
    with pytest.raises(StepRefused):
        confirm_practical(by=assessor, assessment_id=assessment.pk)
    sign_practical(by=assessor, assessment_id=assessment.pk, marks=marks(enrolment))
    assert Statement.objects.filter(id=assessment.pk).count() == 0
    assert Completion.objects.count() == 0


def test_practical_confirmed_twice_is_one_statement(enrolment: Enrolment, assessor: User) -> None:
    assessment = observe(enrolment, assessor)
    again = confirm_practical(by=assessor, assessment_id=assessment.pk)
    assert again.confirmed_at == assessment.confirmed_at
    assert Statement.objects.filter(registration=enrolment.pk, id=assessment.pk).count() == 1


def test_practical_may_be_corrected_until_it_is_confirmed(enrolment: Enrolment, assessor: User) -> None:
    assessment = start(enrolment, assessor)
    sign_practical(by=assessor, assessment_id=assessment.pk, marks=marks(enrolment, unmet=2))
    sign_practical(by=assessor, assessment_id=assessment.pk, marks=marks(enrolment))
    confirm_practical(by=assessor, assessment_id=assessment.pk)
    with pytest.raises(StepRefused):
        sign_practical(by=assessor, assessment_id=assessment.pk, marks=marks(enrolment, unmet=2))
    assert PracticalAssessment.objects.get().passed is True


def test_practical_started_twice_goes_on_with_the_open_one(enrolment: Enrolment, assessor: User) -> None:
    first = start(enrolment, assessor)
    again = start(enrolment, assessor, identity_name="Sanne de Vries", name_confirmed=True)
    assert again.pk == first.pk
    assert again.identity_name == "Sanne de Vries"


def test_practical_may_come_before_the_lessons() -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=1, practical=True))
    assessor = MembershipFactory(role=Role.ASSESSOR, fieldlab=enrolment.version.fieldlab).user
    observe(enrolment, assessor)
    assert Completion.objects.count() == 0
    answer_all(enrolment)
    finish_all(enrolment)
    assert Completion.objects.get().with_practical is True


@pytest.mark.parametrize("change", ["missing", "twice", "unknown"])
def test_marks_must_be_one_per_criterion(enrolment: Enrolment, assessor: User, change: str) -> None:
    assessment = start(enrolment, assessor)
    given = marks(enrolment)
    given = {
        "missing": given[1:],
        "twice": [given[0], *given],
        "unknown": [*given[1:], {"criterion": "x", "met": True, "note": ""}],
    }[change]
    with pytest.raises(StepRefused):
        sign_practical(by=assessor, assessment_id=assessment.pk, marks=given)


def test_assessor_can_not_assess_themself(enrolment: Enrolment) -> None:
    MembershipFactory(user=enrolment.user, role=Role.ASSESSOR, fieldlab=enrolment.version.fieldlab)
    with pytest.raises(StepRefused):
        start(enrolment, enrolment.user)


@pytest.mark.parametrize("role", [Role.TRAINER, Role.MANAGER])
def test_only_assessors_of_the_fieldlab_assess(enrolment: Enrolment, role: str) -> None:
    colleague = MembershipFactory(role=role, fieldlab=enrolment.version.fieldlab).user
    elsewhere = MembershipFactory(role=Role.ASSESSOR, fieldlab=FieldlabFactory()).user
    for person in (colleague, elsewhere, UserFactory()):
        with pytest.raises(Enrolment.DoesNotExist):
            start(enrolment, person)


def test_another_assessor_can_not_sign_or_confirm(enrolment: Enrolment, assessor: User) -> None:
    assessment = start(enrolment, assessor)
    other = MembershipFactory(role=Role.ASSESSOR, fieldlab=enrolment.version.fieldlab).user
    with pytest.raises(PracticalAssessment.DoesNotExist):
        sign_practical(by=other, assessment_id=assessment.pk, marks=marks(enrolment))
    with pytest.raises(PracticalAssessment.DoesNotExist):
        confirm_practical(by=other, assessment_id=assessment.pk)


def test_practical_of_a_closed_enrolment_is_refused(enrolment: Enrolment, assessor: User) -> None:
    assessment = start(enrolment, assessor)
    sign_practical(by=assessor, assessment_id=assessment.pk, marks=marks(enrolment))
    withdraw(by=enrolment.user, enrolment_id=enrolment.pk)
    with pytest.raises(StepRefused):
        confirm_practical(by=assessor, assessment_id=assessment.pk)
    assert Statement.objects.filter(id=assessment.pk).count() == 0


def test_marks_of_other_criteria_are_not_confirmed(client: Client, enrolment: Enrolment, assessor: User) -> None:
    assessment = start(enrolment, assessor)
    sign_practical(by=assessor, assessment_id=assessment.pk, marks=marks(enrolment))
    old = enrolment.version
    ModuleVersion.objects.filter(pk=old.pk).update(superseded_at=timezone.now())
    new = ModuleVersionFactory(
        module_key=old.module_key, fieldlab=old.fieldlab, keys_of=old, minor=1, lessons=1, practical=True
    )
    renamed = practical(enrolment).criteria[0]
    new.rule = json.loads(json.dumps(new.rule).replace(renamed, str(uuid4())))
    new.save()
    move_to_version(by=assessor, version=new)
    enrolment.refresh_from_db()
    client.force_login(assessor)
    confirm = reverse("practical_confirm", args=[assessment.pk])
    assert client.get(confirm)["Location"] == reverse("practical_marks", args=[assessment.pk])
    assert client.post(confirm, {"seen": "on"}).status_code == 409
    assessment.refresh_from_db()
    assert (assessment.signed_at, assessment.confirmed_at) == (None, None)
    assert Statement.objects.filter(id=assessment.pk).count() == 0
    sign_practical(by=assessor, assessment_id=assessment.pk, marks=marks(enrolment))
    assert confirm_practical(by=assessor, assessment_id=assessment.pk).confirmed_at is not None


def test_unknown_practical_does_not_exist(enrolment: Enrolment, assessor: User) -> None:
    with pytest.raises(PracticalAssessment.DoesNotExist):
        start_practical(
            by=assessor,
            enrolment_id=enrolment.pk,
            block_id=uuid4(),
            identity_check="known",
            identity_name=enrolment.user.name,
        )


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
