"""What trainers see of answers: per participant, and per question."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions.answer_question import answer_question
from courses.models import Enrolment, ModuleVersion
from courses.structure import Question, questions_in
from lms.organisations.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import RIGHT, WRONG, EnrolmentFactory, ModuleVersionFactory, answer_all
from tests.factories.organisations import FieldlabFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> ModuleVersion:
    return ModuleVersionFactory(lessons=2, questions=1)


@pytest.fixture
def trainer(client: Client, version: ModuleVersion) -> Client:
    client.force_login(MembershipFactory(role=Role.TRAINER, fieldlab=version.fieldlab).user)
    return client


def answer(enrolment: Enrolment, *, lesson: int, right: bool) -> None:
    at = enrolment.version.lessons.get(language="nl", position=lesson)
    question: Question = questions_in(at.content.raw_data)[0]
    wrong = min(question.choice_ids - question.correct)
    answer_question(
        by=enrolment.user,
        enrolment_id=enrolment.pk,
        lesson_key=at.key,
        block_id=question.id,
        chosen=question.correct if right else {wrong},
        step=uuid4(),
    )


def answers_address(enrolment: Enrolment) -> str:
    return reverse("participant_answers", args=[enrolment.module_key, enrolment.pk])


def questions_address(version: ModuleVersion) -> str:
    return reverse("question_figures", args=[version.module_key])


def csv_rows(client: Client, address: str) -> list[list[str]]:
    response = client.get(address, {"format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))


def test_participant_shows_each_answer_with_its_attempts(trainer: Client, version: ModuleVersion) -> None:
    enrolment = EnrolmentFactory(version=version)
    given = [answers for _lesson, answers in trainer.get(answers_address(enrolment)).context["lessons"]]
    assert [(item.right, item.attempts, item.texts) for (item,) in given] == [(None, 0, []), (None, 0, [])]
    answer(enrolment, lesson=0, right=False)
    answer(enrolment, lesson=0, right=True)
    answer(enrolment, lesson=1, right=False)
    response = trainer.get(answers_address(enrolment))
    given = [answers for _lesson, answers in response.context["lessons"]]
    assert [(item.right, item.attempts, item.texts) for (item,) in given] == [
        (True, 2, [RIGHT["nl"]]),
        (False, 1, [WRONG["nl"]]),
    ]
    assert enrolment.user.name in response.content.decode()


def test_questions_show_how_many_had_them_right(trainer: Client, version: ModuleVersion) -> None:
    at_once, later, wrong, _silent = (EnrolmentFactory(version=version) for _number in range(4))
    answer(at_once, lesson=0, right=True)
    answer(later, lesson=0, right=False)
    answer(later, lesson=0, right=True)
    answer(wrong, lesson=0, right=False)
    (_first, (item,)), (_second, (other,)) = trainer.get(questions_address(version)).context["lessons"]
    assert (item.answered, item.right, item.at_once, item.attempts) == (3, 2, 1, 4)
    assert item.wrong == ((WRONG["nl"], 1),)
    assert (other.answered, other.right, other.wrong) == (0, 0, ())
    _head, row, _other = csv_rows(trainer, questions_address(version))
    assert row == ["1", "Les 1", "Wat klopt?", RIGHT["nl"], "3", "1", "2", "1.3", WRONG["nl"]]


def test_question_that_most_had_wrong_stands_out(trainer: Client, version: ModuleVersion) -> None:
    def difficult() -> list[int]:
        return [item.asked.number for item in trainer.get(questions_address(version)).context["difficult"]]

    for _number in range(4):
        answer(EnrolmentFactory(version=version), lesson=1, right=False)
    assert difficult() == []
    answer(EnrolmentFactory(version=version), lesson=1, right=True)
    assert difficult() == [2]
    for _number in range(3):
        answer(EnrolmentFactory(version=version), lesson=1, right=True)
    assert difficult() == []


def test_participants_csv_has_a_column_per_question(trainer: Client, version: ModuleVersion) -> None:
    enrolment = EnrolmentFactory(version=version)
    answer(enrolment, lesson=0, right=False)
    answer(enrolment, lesson=0, right=False)
    answer(enrolment, lesson=1, right=True)
    head, row = csv_rows(trainer, reverse("participants", args=[version.module_key]))
    assert head[12:] == ["Vraag 1: Wat klopt?", "Vraag 2: Wat klopt?"]
    assert row[12:] == ["Fout, 2 pogingen", "In één keer goed"]


def test_questions_of_a_new_version_keep_their_answers(trainer: Client, version: ModuleVersion) -> None:
    answer(EnrolmentFactory(version=version), lesson=0, right=True)
    ModuleVersion.objects.filter(pk=version.pk).update(superseded_at="2026-01-01T00:00Z")
    ModuleVersionFactory(
        module_key=version.module_key, fieldlab=version.fieldlab, keys_of=version, minor=1, lessons=3, questions=1
    )
    lessons = trainer.get(questions_address(version)).context["lessons"]
    assert [[item.answered for item in items] for _lesson, items in lessons] == [[1], [0], [0]]


def test_answers_are_for_trainers_and_managers_of_the_fieldlab(client: Client, version: ModuleVersion) -> None:
    enrolment = EnrolmentFactory(version=version)
    expected = {
        MembershipFactory(role=Role.MANAGER, fieldlab=version.fieldlab).user: 200,
        MembershipFactory(role=Role.TRAINER, fieldlab=FieldlabFactory()).user: 404,
        MembershipFactory(role=Role.ASSESSOR, fieldlab=version.fieldlab).user: 404,
    }
    for person, status in expected.items():
        client.force_login(person)
        assert client.get(answers_address(enrolment)).status_code == status
        assert client.get(questions_address(version)).status_code == status
        assert client.get(questions_address(version), {"format": "csv"}).status_code == status
    for person in (enrolment.user, UserFactory()):
        client.force_login(person)
        assert client.get(answers_address(enrolment)).status_code in {302, 403, 404}


def test_answers_of_another_module_are_not_there(trainer: Client, version: ModuleVersion) -> None:
    elsewhere = EnrolmentFactory(version=ModuleVersionFactory(fieldlab=version.fieldlab))
    for key, enrolment in ((version.module_key, elsewhere.pk), (version.module_key, uuid4())):
        assert trainer.get(reverse("participant_answers", args=[key, enrolment])).status_code == 404


def test_answers_cost_the_same_for_many(client: Client, django_assert_max_num_queries: Any) -> None:
    for size in (1, 30):
        version = ModuleVersionFactory(lessons=size, questions=1)
        client.force_login(MembershipFactory(role=Role.TRAINER, fieldlab=version.fieldlab).user)
        enrolments = [EnrolmentFactory(version=version) for _number in range(size)]
        answer_all(enrolments[0])
        for address in (answers_address(enrolments[0]), questions_address(version)):
            client.get(address)
            with django_assert_max_num_queries(8):
                assert client.get(address).status_code == 200
        for address in (questions_address(version), reverse("participants", args=[version.module_key])):
            with django_assert_max_num_queries(8):
                csv_rows(client, address)
