"""The name that an assessor checked: what comes on the credential is no slip of the thumb."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions.start_practical import NameDiffers, start_practical
from courses.models import Enrolment, PracticalAssessment
from courses.names import can_be_a_name, is_same_name
from courses.progress_rules import Rule
from courses.steps import StepRefused
from lms.accounts.models import User
from lms.organisations.models import Role
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment() -> Enrolment:
    return EnrolmentFactory(version=ModuleVersionFactory(lessons=1, practical=True), user__name="José de Vries")


@pytest.fixture
def assessor(enrolment: Enrolment) -> User:
    return MembershipFactory(role=Role.ASSESSOR, fieldlab=enrolment.version.fieldlab).user


@pytest.fixture
def practical(enrolment: Enrolment) -> str:
    return Rule.from_json(enrolment.version.rule).practicals[0].id


@pytest.fixture
def address(enrolment: Enrolment, practical: str) -> str:
    return reverse("practical_start", args=[enrolment.pk, practical])


def given(name: str, **more: str) -> dict[str, str]:
    return {"identity_check": "document", "identity_name": name} | more


@pytest.mark.parametrize("other", ["jose de vries", "JOSÉ DEVRIES", " José  de Vries", "Jose\u0301 de Vries"])
def test_same_name_differs_in_capitals_accents_and_spaces_only(other: str) -> None:
    assert is_same_name("José de Vries", other)


@pytest.mark.parametrize("other", ["x", "J. de Vries", "José de Vriess", ""])
def test_other_name_is_not_the_same(other: str) -> None:
    assert not is_same_name("José de Vries", other)


@pytest.mark.parametrize("name", ["", "12", "–", "Jo\u0007s", "Jos\u202eé", "Jos\u200bé", "Jan\nBakker"])
def test_what_has_no_letters_or_hidden_characters_is_no_name(name: str) -> None:
    assert not can_be_a_name(name)


@pytest.mark.parametrize("name", ["Ö", "O’Neill-van 't Hoff", "李小龍", "नि\u200dशा"])
def test_names_of_every_script_are_names(name: str) -> None:
    assert can_be_a_name(name)


def test_name_of_the_account_goes_on_at_once(client: Client, assessor: User, address: str) -> None:
    client.force_login(assessor)
    response = client.post(address, given("jose DE vries"))
    assessment = PracticalAssessment.objects.get()
    assert response["Location"] == reverse("practical_marks", args=[assessment.pk])
    assert assessment.identity_name == "jose DE vries"


def test_other_name_is_asked_about_before_anything_is_kept(client: Client, assessor: User, address: str) -> None:
    client.force_login(assessor)
    page = client.post(address, given("Jo Pietersen")).content.decode()
    assert PracticalAssessment.objects.count() == 0
    assert page.index("José de Vries") < page.index("Jo Pietersen")
    page = client.post(address, given("Jo Pietersen", is_the_name="no")).content.decode()
    assert PracticalAssessment.objects.count() == 0
    assert 'type="text"' in page
    assert 'value="Jo Pietersen"' in page
    response = client.post(address, given("Jo Pietersen", is_the_name="yes"))
    assessment = PracticalAssessment.objects.get()
    assert response["Location"] == reverse("practical_marks", args=[assessment.pk])
    assert assessment.identity_name == "Jo Pietersen"


def test_what_is_no_name_goes_back_to_the_form(client: Client, assessor: User, address: str) -> None:
    client.force_login(assessor)
    for name in ("123", "Jos\u202eé"):
        response = client.post(address, given(name, is_the_name="yes"))
        assert "field__error" in response.content.decode()
    assert PracticalAssessment.objects.count() == 0


def test_action_refuses_a_name_that_nobody_confirmed(enrolment: Enrolment, assessor: User, practical: str) -> None:
    one = {"by": assessor, "enrolment_id": enrolment.pk, "block_id": practical, "identity_check": "document"}
    with pytest.raises(NameDiffers):
        start_practical(**one, identity_name="x")
    with pytest.raises(StepRefused):
        start_practical(**one, identity_name="7", name_confirmed=True)
    assert PracticalAssessment.objects.count() == 0


def test_worker_reads_the_name_that_comes_on_the_credential(
    client: Client, enrolment: Enrolment, assessor: User, address: str
) -> None:
    client.force_login(assessor)
    client.post(address, given("Jo Pietersen", is_the_name="yes"))
    assessment = PracticalAssessment.objects.get()
    criteria = Rule.from_json(enrolment.version.rule).practicals[0].criteria
    answers = {f"met-{criterion}": "yes" for criterion in criteria}
    client.post(reverse("practical_marks", args=[assessment.pk]), answers)
    confirm = reverse("practical_confirm", args=[assessment.pk])
    page = client.get(confirm).content.decode()
    assert "Jo Pietersen" in page
    assert address in page
    client.post(reverse("practical_marks", args=[assessment.pk]), answers | {f"met-{criteria[0]}": "no"})
    assert "Jo Pietersen" not in client.get(confirm).content.decode()


def test_note_that_is_too_long_is_refused_and_not_cut(
    client: Client, enrolment: Enrolment, assessor: User, address: str
) -> None:
    client.force_login(assessor)
    client.post(address, given(enrolment.user.name))
    marks = reverse("practical_marks", args=[PracticalAssessment.objects.get().pk])
    page = client.get(marks).content.decode()
    assert "500" in page
    assert "maxlength" not in page
    criteria = Rule.from_json(enrolment.version.rule).practicals[0].criteria
    answers = {f"met-{criterion}": "yes" for criterion in criteria}
    page = client.post(marks, answers | {f"note-{criteria[0]}": "👷" * 501}).content.decode()
    assert "👷" * 501 in page
    assert PracticalAssessment.objects.get().signed_at is None
    assert client.post(marks, answers | {f"note-{criteria[0]}": "👷" * 500}).status_code == 302
    assert PracticalAssessment.objects.get().marks[0]["note"] == "👷" * 500


def test_assessor_reads_how_far_a_worker_is(
    client: Client, enrolment: Enrolment, assessor: User, address: str
) -> None:
    client.force_login(assessor)
    assert "0%" in client.get(address).content.decode().split("<main")[1]
