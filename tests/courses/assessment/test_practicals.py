"""Practicals: actions, and the assessor's screens."""

import json
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
from courses.steps import StepRefused
from lms.accounts.models import User
from lms.lrs.models import Statement
from lms.lrs.vocabulary import FAILED, PASSED
from lms.organisations.models import Role
from tests.courses.assessment.practicals import marks, observe, practical, start
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all, finish_all
from tests.factories.organisations import FieldlabFactory, MembershipFactory

pytestmark = pytest.mark.django_db


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
