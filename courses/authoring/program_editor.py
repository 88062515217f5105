"""The blocks, steps and text that learners have, for the programs of a trainer: in the editor of a lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.blocks.robot_exercise import OPERATIONS, VIEWS
from courses.exercises.programs import EMPTY
from courses.exercises.text_words import problems_in_words
from courses.models import RobotCell
from courses.player.robot import body_of, problem
from courses.robot_steps import ProgramTooLarge
from courses.robotics.reading import TextError, from_text

if TYPE_CHECKING:
    from courses.player.http import LearnerRequest
    from lms.accounts.models import User


@require_safe
def program_editor(request: HttpRequest, cell_id: int) -> HttpResponse:
    """An empty program in a cell of the own library; `ops` in the address are the blocks that may be used.

    The page that holds this one gives it the text to start from, and is told of each change (js/robot/trainer.js).
    """
    cell = get_object_or_404(RobotCell.objects.visible_to(cast("User", request.user)), pk=cell_id)
    chosen = request.GET.get("ops", "").split(",")
    data = {
        "urls": {"text": reverse("courses_program_text")},
        "cell": cell.data,
        "ops": [name for name, _label in OPERATIONS if name in chosen] or [name for name, _label in OPERATIONS],
        "views": [name for name, _label in VIEWS],
        "program": EMPTY,
    }
    return render(request, "courses/authoring/program_editor.html", {"data": data})


@require_POST
def program_text(request: HttpRequest) -> HttpResponse:
    """Read a program in the text form: the program, or what is wrong line by line. Nothing is kept."""
    try:
        given = body_of(cast("LearnerRequest", request)).get("text")
    except (ProgramTooLarge, BadRequest) as refusal:
        return problem(400, str(getattr(refusal, "reason", "")) or _("This can't be read."))
    if not isinstance(given, str):
        return problem(400, _("This can't be read."))
    try:
        return JsonResponse({"program": from_text(given)})
    except TextError as error:
        return problem(422, _("Some lines can't be read yet."), problems=problems_in_words(error))


urlpatterns = [
    path("robot-programs/<int:cell_id>/", program_editor, name="courses_program_editor"),
    path("robot-programs/text/", program_text, name="courses_program_text"),
]
