"""The page that says why a module is not complete yet."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions.answer_question import answer_question
from tests.courses.player.pages import lesson_address, lesson_at, page_of, question_of
from tests.factories.courses import (
    EnrolmentFactory,
    ModuleVersionFactory,
    answer_all,
    finish_all,
)

pytestmark = pytest.mark.django_db


def test_why_not_complete_names_each_condition_and_where_to_go(client: Client) -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=2, practical=True))
    client.force_login(enrolment.user)
    address = reverse("why_not_complete", args=[enrolment.pk])
    page = page_of(client, address)
    assert page.count("check-row--unknown") == 4
    assert lesson_address(enrolment, lesson_at(enrolment, 0)) in page
    assert f"#q-{question_of(lesson_at(enrolment)).id}" in page
    answer_all(enrolment)
    finish_all(enrolment)
    page = page_of(client, address)
    assert (page.count("check-row--yes"), page.count("check-row--unknown")) == (3, 1)
    assert enrolment.version.fieldlab.name in page


def test_why_not_complete_says_when_the_pass_mark_is_out_of_reach(client: Client) -> None:
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=1, attempts=1))
    client.force_login(enrolment.user)
    answer_all(enrolment, right=False)
    page = page_of(client, reverse("why_not_complete", args=[enrolment.pk]))
    assert f'href="{reverse("stop", args=[enrolment.pk])}"' in page
    assert "#q-" not in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "Je hebt 1 van de 2 vragen goed."),
        ("de", "Du hast 1 von 2 Fragen richtig."),
        ("en", "You have 1 of 2 questions right."),
    ],
)
def test_why_not_complete_counts_in_good_words(client: Client, language: str, words: str) -> None:
    enrolment = EnrolmentFactory(user__language=language, version=ModuleVersionFactory(lessons=2))
    lesson = lesson_at(enrolment)
    question = question_of(lesson)
    answer_question(
        by=enrolment.user,
        enrolment_id=enrolment.pk,
        lesson_key=lesson.key,
        block_id=question.id,
        chosen=question.correct,
        step=uuid4(),
    )
    client.force_login(enrolment.user)
    client.cookies["django_language"] = language
    assert words in page_of(client, reverse("why_not_complete", args=[enrolment.pk]))
