"""Check the robot exercises of a lesson in the editor: what publishing checks, before handing in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import LessonPage, RobotCell
from courses.publishing.exercises import messages_of
from courses.structure import exercises_in

if TYPE_CHECKING:
    from lms.accounts.models import User


@dataclass(frozen=True)
class Checked:
    """An exercise with all that keeps it from being published."""

    title: str
    scenarios: int
    wrong: int
    problems: list[str]


@require_safe
def check_exercises(request: HttpRequest, page_id: int) -> HttpResponse:
    """Run the solution and the programs that must fail, of the lesson as it was last saved."""
    page = get_object_or_404(LessonPage, pk=page_id)
    if not page.permissions_for_user(cast("User", request.user)).can_edit():
        raise Http404
    lesson = page.get_latest_revision_as_object()
    exercises = exercises_in(lesson.content.get_prep_value())
    wanted = {cell for exercise in exercises for cell in exercise.cells}
    fieldlab = page.get_parent().specific.fieldlab
    cells = dict(RobotCell.objects.filter(pk__in=wanted, fieldlab=fieldlab).values_list("pk", "data"))
    context = {
        "page_title": _("Check the robot exercises"),
        "page_subtitle": lesson.get_admin_display_title(),
        "header_icon": "cogs",
        "lesson": page,
        "exercises": [
            Checked(exercise.title, len(exercise.scenarios), len(exercise.wrong), messages_of(exercise, cells))
            for exercise in exercises
        ],
    }
    return render(request, "courses/authoring/exercise_checks.html", context)


urlpatterns = [
    path("lessons/<int:page_id>/robot-exercises/", check_exercises, name="courses_check_exercises"),
]
