"""The library of robot cells in the Wagtail admin: the list, and cells made from a copy."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.models import Page, ReferenceIndex

from courses.actions.copy_library_cell import copy_library_cell
from courses.actions.copy_robot_cell import copy_robot_cell
from courses.actions.delete_robot_cell import delete_robot_cell
from courses.actions.save_robot_cell import save_robot_cell
from courses.authoring.cells.forms import CellForm
from courses.exercises import library
from courses.models import LessonPage, RobotCell
from courses.publishing.exercise_in_full import plan_of
from lms.organisations.queries import editable_fieldlabs

if TYPE_CHECKING:
    from lms.accounts.models import User


CELLS_SHOWN = 20


@require_safe
def cells(request: HttpRequest) -> HttpResponse:
    """The own fieldlab's cells, and those that come with the system to start from."""
    user = cast("User", request.user)
    language = get_language() or "en"
    own = RobotCell.objects.visible_to(user).select_related("fieldlab", "changed_by").defer("data")
    shown = Paginator(own, CELLS_SHOWN).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Robot cells"),
        "header_icon": "cogs",
        "cells": shown,
        "elided_page_range": shown.paginator.get_elided_page_range(shown.number),
        "step": uuid4(),
        "fieldlabs": editable_fieldlabs(user),
        "library": [(item["id"], library.title_of(item, "", language)) for item in library.items()],
    }
    return render(request, "courses/authoring/cells.html", context)


@require_POST
def copy_from_library(request: HttpRequest) -> HttpResponse:
    """Start a cell of the own fieldlab from one that comes with the system."""
    user = cast("User", request.user)
    fieldlab = get_object_or_404(editable_fieldlabs(user), pk=number_in(request, "fieldlab"))
    try:
        cell = copy_library_cell(
            fieldlab=fieldlab, name=request.POST.get("name", ""), step=step_in(request), by=user
        )
    except library.NotInLibrary as error:
        raise Http404 from error
    messages.success(request, _("“%(title)s” is in your library now.") % {"title": cell.title})
    return redirect("courses_robot_cell", cell.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, cell_id: int) -> HttpResponse:
    """The form of one cell, with its drawing beside it."""
    cell = own_cell(request, cell_id)
    form = CellForm(cell, request.POST or None)
    if request.method == "POST" and form.is_valid():
        title = form.facts.cleaned_data["title"]
        save_robot_cell(cell=cell, title=title, data=form.cell, by=cast("User", request.user))
        messages.success(request, _("“%(title)s” has been saved.") % {"title": title})
        return redirect("courses_robot_cell", cell.pk)
    if request.method == "POST":
        messages.error(request, _("The cell could not be saved: see below. What you typed is still here."))
    context = {
        "page_title": _("Robot cell"),
        "page_subtitle": cell.title,
        "header_icon": "cogs",
        "cell": cell,
        "form": form,
        "plan": drawn(cell.data),
        "lessons": lessons_with(cell),
        "step": uuid4(),
    }
    return render(request, "courses/authoring/cell.html", context)


@require_POST
def draw(request: HttpRequest, cell_id: int) -> HttpResponse:
    """The drawing of what is in the form now; what is wrong with it where it can't be drawn."""
    form = CellForm(own_cell(request, cell_id), request.POST)
    if form.is_valid():
        return HttpResponse(drawn(form.cell))
    problems = form.problems or [_("Fill in every field first.")]
    return render(request, "courses/authoring/cell_problems.html", {"problems": problems}, status=422)


@require_POST
def copy(request: HttpRequest, cell_id: int) -> HttpResponse:
    """Another cell like this one, to change."""
    made = copy_robot_cell(cell=own_cell(request, cell_id), step=step_in(request), by=cast("User", request.user))
    messages.success(request, _("“%(title)s” is in your library now.") % {"title": made.title})
    return redirect("courses_robot_cell", made.pk)


@require_POST
def delete(request: HttpRequest, cell_id: int) -> HttpResponse:
    cell = own_cell(request, cell_id)
    if lessons_with(cell):
        messages.error(request, _("Lessons use this cell. Choose another one there first."))
        return redirect("courses_robot_cell", cell.pk)
    title = cell.title
    delete_robot_cell(cell=cell, by=cast("User", request.user))
    messages.success(request, _("“%(title)s” has been deleted.") % {"title": title})
    return redirect("courses_robot_cells")


def own_cell(request: HttpRequest, cell_id: int) -> RobotCell:
    """A cell of the own library; raises Http404."""
    own = RobotCell.objects.visible_to(cast("User", request.user)).select_related("fieldlab")
    return get_object_or_404(own, pk=cell_id)


def drawn(cell: dict[str, Any]) -> SafeString:
    """The drawing of a cell of the library, which has no goals yet."""
    return plan_of({**cell, "goals": [{"id": "at-home", "kind": "at_home"}]})


def lessons_with(cell: RobotCell) -> list[LessonPage]:
    """The own lessons whose newest draft uses the cell.

    Wagtail's reference index knows of each page as last saved. A draft of another fieldlab may
    name the cell too, and is none of this one's business.
    """
    referring = ReferenceIndex.get_references_to(cell).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    lessons = LessonPage.objects.filter(pk__in=[row.object_id for row in referring])
    own = [Q(path__startswith=page.path) for page in cell.fieldlab.pages.all()]
    return list(lessons.filter(reduce(or_, own))) if own else []


def step_in(request: HttpRequest) -> UUID:
    """The id that the form was made with: pressed twice, it is sent twice. Raises BadRequest."""
    try:
        return UUID(request.POST.get("step", ""))
    except ValueError as error:
        raise BadRequest from error


def number_in(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


urlpatterns = [
    path("robot-cells/", cells, name="courses_robot_cells"),
    path("robot-cells/copy/", copy_from_library, name="courses_robot_cell_copy"),
    path("robot-cells/<int:cell_id>/", edit, name="courses_robot_cell"),
    path("robot-cells/<int:cell_id>/drawing/", draw, name="courses_robot_cell_drawing"),
    path("robot-cells/<int:cell_id>/copy/", copy, name="courses_robot_cell_again"),
    path("robot-cells/<int:cell_id>/delete/", delete, name="courses_robot_cell_delete"),
]
