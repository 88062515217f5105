"""Addresses and pages of lessons, as a learner's browser meets them."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from courses.models import Enrolment, LessonVersion
from courses.structure import Question, questions_in


def lesson_at(enrolment: Enrolment, position: int = 0, language: str = "nl") -> LessonVersion:
    return enrolment.version.lessons.get(language=language, position=position)


def question_of(lesson: LessonVersion) -> Question:
    return questions_in(lesson.content.raw_data)[0]


def lesson_address(enrolment: Enrolment, lesson: LessonVersion) -> str:
    return reverse("lesson", args=[enrolment.pk, lesson.key])


def answer_address(enrolment: Enrolment, lesson: LessonVersion, question: Question) -> str:
    return reverse("answer_question", args=[enrolment.pk, lesson.key, question.id])


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()
