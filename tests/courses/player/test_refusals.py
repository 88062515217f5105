"""What is not there, not theirs, closed or signed out: clear pages, and nothing changes."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions.answer_question import answer_question
from courses.actions.withdraw import withdraw
from courses.models import Completion, Enrolment
from lms.lrs.models import Statement
from tests.courses.player.pages import answer_address, lesson_address, lesson_at, page_of, question_of
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    EXPLANATION,
    EnrolmentFactory,
    ModuleVersionFactory,
    finish_all,
)

pytestmark = pytest.mark.django_db


def test_pages_and_steps_of_somebody_else_are_not_there(client: Client, enrolment: Enrolment) -> None:
    lesson = lesson_at(enrolment)
    question = question_of(lesson)
    client.force_login(UserFactory())
    get = ["learn", "why_not_complete", "stop"]
    for address in [reverse(name, args=[enrolment.pk]) for name in get] + [lesson_address(enrolment, lesson)]:
        assert client.get(address).status_code == 404
    data = {"step": uuid4(), "choice": min(question.correct), "language": "en"}
    for address in (
        answer_address(enrolment, lesson, question),
        *(
            reverse(name, args=[enrolment.pk, lesson.key])
            for name in ("finish_lesson", "open_lesson", "lesson_language")
        ),
        *(reverse(name, args=[enrolment.pk]) for name in ("launch", "leave", "stop")),
    ):
        assert client.post(address, data).status_code == 404
    assert Statement.objects.filter(registration=enrolment.pk).count() == 1


def test_unknown_ids_are_not_there(learner: Client, enrolment: Enrolment) -> None:
    assert learner.get(reverse("learn", args=[uuid4()])).status_code == 404
    assert learner.get(reverse("lesson", args=[enrolment.pk, uuid4()])).status_code == 404
    lesson = lesson_at(enrolment)
    address = reverse("answer_question", args=[enrolment.pk, lesson.key, uuid4()])
    assert learner.post(address, {"step": uuid4(), "choice": "x"}).status_code == 404
    address = reverse("finish_lesson", args=[enrolment.pk, uuid4()])
    assert learner.post(address, {"step": uuid4()}).status_code == 404


def test_pages_ask_to_sign_in(client: Client, enrolment: Enrolment) -> None:
    for address in (reverse("my_learning"), reverse("learn", args=[enrolment.pk])):
        assert client.get(address).status_code == 302


def test_form_sent_after_the_session_ended_says_so_and_leads_back(client: Client, enrolment: Enrolment) -> None:
    lesson = lesson_at(enrolment)
    for address, back in (
        (answer_address(enrolment, lesson, question_of(lesson)), lesson_address(enrolment, lesson)),
        (reverse("launch", args=[enrolment.pk]), reverse("learn", args=[enrolment.pk])),
    ):
        response = client.post(address, {"step": uuid4()})
        assert response.status_code == 401
        assert f"{reverse('account_login')}?next={back}" in response.content.decode()


@pytest.mark.parametrize("close", ["complete", "withdraw"])
def test_closed_enrolment_can_be_read_and_takes_no_steps(client: Client, close: str) -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=2, pass_mark=50))
    lesson, other = lesson_at(enrolment, 0), lesson_at(enrolment, 1)
    question = question_of(other)
    if close == "complete":
        first = question_of(lesson)
        answer_question(
            by=enrolment.user,
            enrolment_id=enrolment.pk,
            lesson_key=lesson.key,
            block_id=first.id,
            chosen=first.correct,
            step=uuid4(),
        )
        finish_all(enrolment)
        assert Completion.objects.count() == 1
    else:
        withdraw(by=enrolment.user, enrolment_id=enrolment.pk)
    client.force_login(enrolment.user)
    before = Statement.objects.count()
    for address in (
        reverse("learn", args=[enrolment.pk]),
        reverse("why_not_complete", args=[enrolment.pk]),
        reverse("my_learning"),
    ):
        page_of(client, address)
    page = page_of(client, lesson_address(enrolment, other))
    assert answer_address(enrolment, other, question) not in page
    assert EXPLANATION["nl"] not in page
    data = {"step": uuid4(), "choice": min(question.correct)}
    for address in (
        answer_address(enrolment, other, question),
        reverse("finish_lesson", args=[enrolment.pk, other.key]),
        reverse("launch", args=[enrolment.pk]),
    ):
        assert client.post(address, data).status_code == 409
    assert Statement.objects.count() == before


@pytest.mark.parametrize("step", ["", "x", str(UUID(int=0)), str(UUID(int=2**128 - 1)), "9" * 10_000])
def test_step_without_a_proper_id_changes_nothing(learner: Client, enrolment: Enrolment, step: str) -> None:
    lesson = lesson_at(enrolment)
    for address in (
        reverse("launch", args=[enrolment.pk]),
        reverse("leave", args=[enrolment.pk]),
        reverse("finish_lesson", args=[enrolment.pk, lesson.key]),
    ):
        assert learner.post(address, {"step": step}).status_code == 400
    assert Statement.objects.filter(registration=enrolment.pk).count() == 1
