"""Check the robot exercises of a lesson in the editor: what publishing checks, before handing in.

Running them takes seconds of a processor, so it is asked for: looking at the page runs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.exercises.scenarios import Cell
from courses.models import LessonPage
from courses.publishing.drafts import own_cells
from courses.publishing.exercises import messages_of, not_checked_words
from courses.structure import Exercise, exercises_in

if TYPE_CHECKING:
    from lms.accounts.models import User


@dataclass(frozen=True)
class Checked:
    """An exercise with all that keeps it from being published; `waits`: its programs were not run yet."""

    title: str
    scenarios: int
    wrong: int
    problems: list[str]
    waits: bool


@require_http_methods(["GET", "HEAD", "POST"])
def check_exercises(request: HttpRequest, page_id: int) -> HttpResponse:
    """How the exercises of the lesson stand, as it was last saved; sent, their programs are run first."""
    page = get_object_or_404(LessonPage, pk=page_id)
    if not page.permissions_for_user(cast("User", request.user)).can_edit():
        raise Http404
    lesson = page.get_latest_revision_as_object()
    exercises = exercises_in(lesson.content.get_prep_value())
    cells = own_cells([lesson], page.get_parent().specific.fieldlab)
    if request.method == "POST":
        for exercise in exercises:
            messages_of(exercise, cells)
        return redirect(request.path)
    context = {
        "page_title": _("Check the robot exercises"),
        "page_subtitle": lesson.get_admin_display_title(),
        "header_icon": "cogs",
        "lesson": page,
        "exercises": [checked(exercise, cells) for exercise in exercises],
    }
    return render(request, "courses/authoring/exercise_checks.html", context)


def checked(exercise: Exercise, cells: Mapping[int, Cell]) -> Checked:
    problems = messages_of(exercise, cells, run=False)
    waits = problems == [not_checked_words()]
    return Checked(
        title=exercise.title,
        scenarios=len(exercise.scenarios),
        wrong=len(exercise.wrong),
        problems=[] if waits else problems,
        waits=waits,
    )


urlpatterns = [
    path("lessons/<int:page_id>/robot-exercises/", check_exercises, name="courses_check_exercises"),
]
