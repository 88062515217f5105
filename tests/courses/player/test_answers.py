"""Answers to questions, as a browser without JavaScript sends them."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.actions.finish_lesson import finish_lesson
from courses.models import Enrolment
from courses.structure import questions_in
from lms.lrs.models import Statement
from tests.courses.player.pages import answer_address, lesson_address, lesson_at, page_of, question_of
from tests.factories.courses import (
    EXPLANATION,
    RIGHT_FEEDBACK,
    WRONG_FEEDBACK,
    EnrolmentFactory,
    ModuleVersionFactory,
)

pytestmark = pytest.mark.django_db


def test_steps_need_a_step_id(learner: Client, enrolment: Enrolment) -> None:
    lesson = lesson_at(enrolment)
    addresses = [
        answer_address(enrolment, lesson, question_of(lesson)),
        reverse("finish_lesson", args=[enrolment.pk, lesson.key]),
        reverse("open_lesson", args=[enrolment.pk, lesson.key]),
        reverse("launch", args=[enrolment.pk]),
        reverse("leave", args=[enrolment.pk]),
    ]
    for address in addresses:
        assert learner.post(address, {"step": "x"}).status_code == 400
        assert learner.get(address).status_code == 405


def test_wrong_answer_gets_its_own_feedback_and_another_try(learner: Client, enrolment: Enrolment) -> None:
    lesson = lesson_at(enrolment)
    question = question_of(lesson)
    wrong = min(question.choice_ids - question.correct)
    response = learner.post(
        answer_address(enrolment, lesson, question), {"step": uuid4(), "choice": wrong}, follow=True
    )
    page = response.content.decode()
    assert response.redirect_chain == [(f"{lesson_address(enrolment, lesson)}#q-{question.id}", 302)]
    assert page.count(WRONG_FEEDBACK["nl"]) == 1
    assert RIGHT_FEEDBACK["nl"] not in page
    assert EXPLANATION["nl"] not in page
    assert answer_address(enrolment, lesson, question) in page


def test_right_answer_gets_feedback_and_explanation(learner: Client, enrolment: Enrolment) -> None:
    lesson = lesson_at(enrolment)
    question = question_of(lesson)
    response = learner.post(
        answer_address(enrolment, lesson, question),
        {"step": uuid4(), "choice": min(question.correct)},
        follow=True,
    )
    page = response.content.decode()
    assert RIGHT_FEEDBACK["nl"] in page
    assert EXPLANATION["nl"] in page
    assert WRONG_FEEDBACK["nl"] not in page
    assert answer_address(enrolment, lesson, question) not in page


def test_answer_survives_another_device(learner: Client, enrolment: Enrolment) -> None:
    lesson = lesson_at(enrolment)
    question = question_of(lesson)
    learner.post(answer_address(enrolment, lesson, question), {"step": uuid4(), "choice": min(question.correct)})
    other = Client()
    other.force_login(enrolment.user)
    assert EXPLANATION["nl"] in page_of(other, lesson_address(enrolment, lesson))


def test_answer_sent_twice_shows_the_first_result(learner: Client, enrolment: Enrolment) -> None:
    lesson = lesson_at(enrolment)
    question = question_of(lesson)
    address = answer_address(enrolment, lesson, question)
    step = uuid4()
    wrong = min(question.choice_ids - question.correct)
    learner.post(address, {"step": step, "choice": wrong})
    response = learner.post(address, {"step": step, "choice": min(question.correct)}, follow=True)
    assert WRONG_FEEDBACK["nl"] in response.content.decode()
    assert Statement.objects.filter(id=step).count() == 1


def test_step_id_of_somebody_else_is_refused(learner: Client, enrolment: Enrolment) -> None:
    other = EnrolmentFactory(version=enrolment.version)
    lesson = lesson_at(enrolment)
    step = uuid4()
    finish_lesson(by=other.user, enrolment_id=other.pk, lesson_key=lesson.key, step=step)
    response = learner.post(reverse("finish_lesson", args=[enrolment.pk, lesson.key]), {"step": step})
    assert response.status_code == 409
    enrolment.progress.refresh_from_db()
    assert enrolment.progress.done == 0


def test_answer_without_a_choice_goes_back_with_a_message_in_its_question(client: Client) -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(questions=2))
    client.force_login(enrolment.user)
    lesson = lesson_at(enrolment)
    first, second = questions_in(lesson.content.raw_data)
    before = Statement.objects.count()
    response = client.post(answer_address(enrolment, lesson, second), {"step": uuid4()}, follow=True)
    assert response.redirect_chain[-1][0].endswith(f"#q-{second.id}")
    page = response.content.decode()
    one, other = page.split(f'id="q-{first.id}"')[1].split(f'id="q-{second.id}"')
    assert "data-missing hidden" in one
    assert "data-missing>" in other
    assert "data-missing>" not in page_of(client, lesson_address(enrolment, lesson))
    assert Statement.objects.count() == before


def test_last_attempt_used_up_says_so(client: Client) -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(attempts=1))
    client.force_login(enrolment.user)
    lesson = lesson_at(enrolment)
    question = question_of(lesson)
    wrong = min(question.choice_ids - question.correct)
    address = answer_address(enrolment, lesson, question)
    page = client.post(address, {"step": uuid4(), "choice": wrong}, follow=True).content.decode()
    assert EXPLANATION["nl"] in page
    assert address not in page
    response = client.post(address, {"step": uuid4(), "choice": min(question.correct)})
    assert response.status_code == 409


def test_step_made_offline_keeps_its_own_time(learner: Client, enrolment: Enrolment) -> None:
    Enrolment.objects.update(enrolled_at=timezone.now() - timezone.timedelta(days=2))
    step = uuid4()
    made_at = timezone.now() - timezone.timedelta(hours=3)
    response = learner.post(
        reverse("finish_lesson", args=[enrolment.pk, lesson_at(enrolment).key]),
        {"step": step, "made_at": made_at.isoformat().replace("+00:00", "Z")},
    )
    assert response.status_code == 302
    assert abs(Statement.objects.get(id=step).timestamp - made_at) < timezone.timedelta(seconds=1)


def test_steps_in_forms_are_new_each_time(learner: Client, enrolment: Enrolment) -> None:
    address = lesson_address(enrolment, lesson_at(enrolment))
    steps = re.findall(r'name="step" value="([^"]+)"', page_of(learner, address) + page_of(learner, address))
    assert len(steps) == len(set(steps)) == 8
    assert all(UUID(step).version == 4 for step in steps)
