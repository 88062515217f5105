"""The lesson's page, as a browser without JavaScript uses it."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import Enrolment
from lms.lrs.models import Statement
from tests.courses.player.pages import lesson_address, lesson_at, page_of
from tests.factories.courses import (
    EXPLANATION,
    RIGHT_FEEDBACK,
    WRONG_FEEDBACK,
    answer_all,
)

pytestmark = pytest.mark.django_db


def test_lesson_shows_its_content_outline_and_place(learner: Client, enrolment: Enrolment) -> None:
    page = page_of(learner, lesson_address(enrolment, lesson_at(enrolment, 1)))
    assert "Tekst van les 2." in page
    for position in range(3):
        assert lesson_address(enrolment, lesson_at(enrolment, position)) in page
    assert page.count('aria-current="page"') == 1


def test_reading_writes_nothing(learner: Client, enrolment: Enrolment) -> None:
    before = Statement.objects.count()
    for address in (
        reverse("my_learning"),
        reverse("learn", args=[enrolment.pk]),
        reverse("why_not_complete", args=[enrolment.pk]),
        lesson_address(enrolment, lesson_at(enrolment)),
    ):
        page_of(learner, address)
    assert Statement.objects.count() == before


def test_lesson_before_answering_holds_no_answer_key(learner: Client, enrolment: Enrolment) -> None:
    page = page_of(learner, lesson_address(enrolment, lesson_at(enrolment)))
    for text in (RIGHT_FEEDBACK["nl"], WRONG_FEEDBACK["nl"], EXPLANATION["nl"], "correct"):
        assert text not in page


def test_finishing_leads_to_the_next_lesson_and_at_last_to_the_module(
    learner: Client, enrolment: Enrolment
) -> None:
    lessons = [lesson_at(enrolment, position) for position in range(3)]
    expected = [lesson_address(enrolment, lesson) for lesson in lessons[1:]]
    expected.append(reverse("learn", args=[enrolment.pk]))
    for lesson, address in zip(lessons, expected, strict=True):
        response = learner.post(reverse("finish_lesson", args=[enrolment.pk, lesson.key]), {"step": uuid4()})
        assert response["Location"] == address
    assert enrolment.version.lessons.count() == 6


def test_saved_time_is_told(learner: Client, enrolment: Enrolment) -> None:
    address = lesson_address(enrolment, lesson_at(enrolment))
    assert "<time" not in page_of(learner, address)
    learner.post(reverse("open_lesson", args=[enrolment.pk, lesson_at(enrolment).key]), {"step": uuid4()})
    enrolment.progress.refresh_from_db()
    stored = timezone.localtime(enrolment.progress.last_step_at)
    assert f">{stored:%H:%M}</time>" in page_of(learner, address)


def test_language_of_the_lessons_changes_and_answers_stay(learner: Client, enrolment: Enrolment) -> None:
    answer_all(enrolment)
    lesson = lesson_at(enrolment)
    response = learner.post(
        reverse("lesson_language", args=[enrolment.pk, lesson.key]), {"language": "en"}, follow=True
    )
    page = response.content.decode()
    assert "Text of lesson 1." in page
    assert EXPLANATION["en"] in page
    bad = learner.post(reverse("lesson_language", args=[enrolment.pk, lesson.key]), {"language": "fr"})
    assert bad.status_code == 409


def test_language_of_the_site_is_offered_after_that_of_the_lessons(learner: Client, enrolment: Enrolment) -> None:
    lesson = lesson_at(enrolment)
    offer = 'class="button button--secondary button--small"\n                    name="language"'
    address = reverse("lesson_language", args=[enrolment.pk, lesson.key])
    page = learner.post(address, {"language": "en"}, follow=True).content.decode()
    assert '<html lang="nl">' in page
    assert offer in page
    assert offer not in page_of(learner, lesson_address(enrolment, lesson))
    back = {"language": "en", "next": lesson_address(enrolment, lesson)}
    page = learner.post(reverse("set_language"), back, follow=True).content.decode()
    assert '<html lang="en">' in page
    assert "Text of lesson 1." in page
    page = learner.post(address, {"language": "nl"}, follow=True).content.decode()
    assert offer in page
    assert offer not in learner.post(address, {"language": "en"}, follow=True).content.decode()


def test_pages_have_no_inline_script_or_style(learner: Client, enrolment: Enrolment) -> None:
    for address in (
        reverse("my_learning"),
        reverse("learn", args=[enrolment.pk]),
        reverse("why_not_complete", args=[enrolment.pk]),
        lesson_address(enrolment, lesson_at(enrolment)),
    ):
        page = page_of(learner, address)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
        assert not re.search(r"<script(?![^>]*\ssrc=)", page)
