"""What follows from robot attempts: for trainers and assessors, in credentials, in the learner's own data."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from courses.actions.save_program import save_program
from courses.actions.seal_progress import seal_progress
from courses.exercise_facts import same_programs
from courses.models import Enrolment, ModuleVersion, Progress, RobotAttempt, RobotWork
from courses.personal_data import erase_learning, export_learning
from courses.progress_rules import Rule
from courses.robotics.reading import from_text
from courses.rule_words import rule_in_words
from credentials.definitions.modules import assessment_types, narrative
from credentials.formats.vocabulary import AssessmentType
from lms.organisations.models import Role
from tests.factories.authoring import trainer_of
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory
from tests.factories.robots import COLLIDING, LAZY, SOLUTION, hand_in, place_of, try_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> ModuleVersion:
    return ModuleVersionFactory(lessons=1, questions=0, exercise=True, practical=True)  # type: ignore[no-any-return]


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    return client


def fresh(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_related("progress", "user", "version").get(pk=enrolment.pk)


def test_same_program_is_counted_within_the_own_fieldlab(version: ModuleVersion) -> None:
    first, second, third = (EnrolmentFactory(version=version) for _ in range(3))
    # A copy of the module at another fieldlab: the same block there is none of ours.
    elsewhere = EnrolmentFactory(
        version=ModuleVersionFactory(
            module_key=version.module_key,
            fieldlab=ModuleVersionFactory().fieldlab,
            major=2,
            superseded_at=version.published_at + timedelta(days=1),
            lessons=1,
            questions=0,
            exercise=True,
            practical=True,
        )
    )
    for enrolment, text in ((first, SOLUTION), (second, SOLUTION.replace("\n", "\n\n")), (third, COLLIDING)):
        hand_in(enrolment, text)
    try_out(third, SOLUTION)
    assert elsewhere.pk
    found = same_programs([fresh(item) for item in (first, second, third)])
    block = str(place_of(first)["block_id"])
    assert found == {(first.pk, block): 1, (second.pk, block): 1, (third.pk, block): 0}


def test_own_second_hand_in_is_nobody_elses(version: ModuleVersion) -> None:
    enrolment = EnrolmentFactory(version=version)
    hand_in(enrolment, LAZY)
    hand_in(enrolment, LAZY)
    assert set(same_programs([fresh(enrolment)]).values()) == {0}


def test_trainer_and_assessor_see_who_is_stuck_and_whose_program_is_the_same(version: ModuleVersion) -> None:
    first, second = (EnrolmentFactory(version=version) for _ in range(2))
    hand_in(first, COLLIDING)
    hand_in(second, COLLIDING)
    trainer = client_of(trainer_of(version.fieldlab))
    page = trainer.get(reverse("participants", args=[version.module_key])).content.decode()
    assert page.count("Zelfde programma als 1 ander") == 2
    assert "0 van 1" in page
    answers = trainer.get(reverse("participant_answers", args=[version.module_key, first.pk])).content.decode()
    assert "Hetzelfde programma als 1 ander" in answers
    assert "Botst ergens tegenaan" in answers
    assert "Zet het blok in de bak" in answers
    practical = version.rule["practicals"][0]["id"]
    assessor = client_of(trainer_of(version.fieldlab, Role.ASSESSOR))
    seen = assessor.get(reverse("practical_start", args=[first.pk, practical])).content.decode()
    assert "Hetzelfde programma als 1 ander" in seen
    # It is seen at once, not only where one looks for it.
    assert '<details class="fold" open>' in seen


def test_why_a_module_is_not_complete_names_the_exercise(version: ModuleVersion) -> None:
    enrolment = EnrolmentFactory(version=version)
    address = reverse("why_not_complete", args=[enrolment.pk])
    learner = client_of(enrolment.user)
    assert "Je hebt nog geen programma ingeleverd" in learner.get(address).content.decode()
    hand_in(enrolment, COLLIDING)
    assert "Botst ergens tegenaan" in learner.get(address).content.decode()
    hand_in(enrolment)
    assert "Het programma dat je inleverde, is goed." in learner.get(address).content.decode()


def test_rule_and_credential_say_that_a_program_was_written(version: ModuleVersion) -> None:
    with translation.override("en"):
        assert "Hand in a robot program that passes." in rule_in_words(Rule.from_json(version.rule))
        said = narrative(version, with_practical=False)
    assert "Write 1 program for a simulated robot; the server checked that it works." in said
    assert AssessmentType.ARTEFACT in assessment_types(version, with_practical=False)
    without = ModuleVersionFactory(lessons=1)
    assert AssessmentType.ARTEFACT not in assessment_types(without, with_practical=False)


def test_own_data_holds_programs_and_erasure_takes_them_away(version: ModuleVersion) -> None:
    enrolment, other = EnrolmentFactory(version=version), EnrolmentFactory(version=version)
    hand_in(enrolment)
    hand_in(other)
    save_program(**place_of(enrolment), program=from_text(LAZY))
    data = export_learning(enrolment.user)
    (handed_in,) = data["robot_programs"]
    assert (handed_in["kind"], handed_in["passed"], handed_in["program"]) == ("hand-in", True, SOLUTION)
    assert [item["program"] for item in data["robot_work"]] == [LAZY]
    erase_learning(enrolment.user)
    assert not RobotAttempt.objects.filter(enrolment=enrolment).exists()
    assert not RobotWork.objects.filter(enrolment=enrolment).exists()
    assert RobotAttempt.objects.filter(enrolment=other).count() == 1
    assert export_learning(enrolment.user)["robot_programs"] == []


def test_sealing_keeps_what_was_passed_and_removes_the_programs(version: ModuleVersion) -> None:
    enrolment = EnrolmentFactory(version=version)
    hand_in(enrolment)
    assert seal_progress(registrations=[enrolment.pk]) == 1
    assert Progress.objects.get(pk=enrolment.pk).conditions_of("exercise")[0]["done"] is True
    assert not RobotAttempt.objects.filter(enrolment=enrolment).exists()
