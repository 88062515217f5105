"""The library of robot cells in the Wagtail admin: the list, and cells made from a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from courses.actions.copy_library_cell import copy_library_cell
from courses.authoring.listing import fieldlabs_of
from courses.exercises import library
from courses.models import RobotCell
from lms.organisations.models import Fieldlab, Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lms.accounts.models import User


@require_safe
def cells(request: HttpRequest) -> HttpResponse:
    """The own fieldlab's cells, and those that come with the system to start from."""
    user = cast("User", request.user)
    language = get_language() or "en"
    context = {
        "page_title": _("Robot cells"),
        "header_icon": "cogs",
        "cells": RobotCell.objects.visible_to(user).select_related("fieldlab", "changed_by"),
        "fieldlabs": own_fieldlabs(user),
        "library": [(item["id"], library.title_of(item, "", language)) for item in library.items()],
    }
    return render(request, "courses/authoring/cells.html", context)


@require_POST
def copy_from_library(request: HttpRequest) -> HttpResponse:
    """Start a cell of the own fieldlab from one that comes with the system."""
    user = cast("User", request.user)
    fieldlab = get_object_or_404(own_fieldlabs(user), pk=number_in(request, "fieldlab"))
    try:
        cell = copy_library_cell(fieldlab=fieldlab, name=request.POST.get("name", ""), by=user)
    except library.NotInLibrary as error:
        raise Http404 from error
    messages.success(request, _("“%(title)s” is in your library now.") % {"title": cell.title})
    return redirect("courses_robot_cells")


def own_fieldlabs(user: User) -> QuerySet[Fieldlab]:
    return fieldlabs_of(user, Role.TRAINER, Role.MANAGER)


def number_in(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


urlpatterns = [
    path("robot-cells/", cells, name="courses_robot_cells"),
    path("robot-cells/copy/", copy_from_library, name="courses_robot_cell_copy"),
]
