"""What trainers and managers see of answers: those of one participant, and question by question of all."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.authoring.answers import QuestionFigures, answers_of, asked_in, figures_of, lessons_to_read
from courses.authoring.participants import (
    csv_response,
    participant,
    participants_of,
    title_and_questions,
)
from courses.exercise_facts import facts_of, same_programs
from courses.models import Enrolment, LessonVersion
from lms.core.spreadsheets import csv_text

if TYPE_CHECKING:
    from lms.accounts.models import User


@require_safe
def answers(request: HttpRequest, module_key: UUID, enrolment_id: UUID) -> HttpResponse:
    """One participant: how far, and every question of their version with what they answered."""
    user = cast("User", request.user)
    try:
        enrolment = participants_of(user, module_key).get(pk=enrolment_id)
    except Enrolment.DoesNotExist as problem:
        raise Http404 from problem
    read = list(lessons_to_read(user.language).filter(version=enrolment.version))
    given = answers_of(enrolment, asked_in(read, user.language))
    lessons = enrolment.progress.conditions_of("lesson")
    context = {
        "title": read[0].module_title,  # type: ignore[attr-defined]  # annotated
        "module_key": module_key,
        "row": participant(enrolment),
        "enrolment": enrolment,
        "lessons": [(title, list(items)) for title, items in groupby(given, key=lambda item: item.asked.lesson)],
        "lessons_done": sum(item["done"] for item in lessons),
        "lessons_total": len(lessons),
        "exercises": facts_of(enrolment, in_language_last(read, user.language), same_programs([enrolment])),
        "practicals": enrolment.progress.conditions_of("practical"),
    }
    return render(request, "courses/authoring/participant_answers.html", context)


def in_language_last(lessons: list[LessonVersion], language: str) -> list[LessonVersion]:
    return sorted(lessons, key=lambda lesson: lesson.language == language)


@require_safe
def questions(request: HttpRequest, module_key: UUID) -> HttpResponse:
    """Every question of the newest version, with how many had it right; as CSV with `format=csv`."""
    user = cast("User", request.user)
    title, asked = title_and_questions(user, module_key)
    enrolments = participants_of(user, module_key).select_related(None).select_related("progress").order_by()
    found = figures_of(asked, enrolments.only("progress__conditions").iterator())
    if request.GET.get("format") == "csv":
        return csv_response("questions", questions_csv(found))
    context = {
        "title": title,
        "module_key": module_key,
        "lessons": [(title, list(items)) for title, items in groupby(found, key=lambda item: item.asked.lesson)],
        "difficult": [item for item in found if item.is_difficult],
    }
    return render(request, "courses/authoring/question_figures.html", context)


def questions_csv(rows: list[QuestionFigures]) -> str:
    """One line per question."""
    head = [
        _("Number"),
        _("Lesson"),
        _("Question"),
        _("Right answer"),
        _("People who answered"),
        _("Right at the first attempt"),
        _("Right in the end"),
        _("Attempts per person"),
        _("Wrong answer that most people have now"),
    ]
    return csv_text(
        head,
        (
            [
                row.asked.number,
                row.asked.lesson,
                row.asked.question.text,
                "; ".join(row.asked.right_texts),
                row.answered,
                row.at_once,
                row.right,
                round(row.mean_attempts, 1),
                row.wrong[0][0] if row.wrong else "",
            ]
            for row in rows
        ),
    )


urlpatterns = [
    path("participants/<uuid:module_key>/questions/", questions, name="question_figures"),
    path("participants/<uuid:module_key>/<uuid:enrolment_id>/", answers, name="participant_answers"),
]
