"""The trainers' pages in the Wagtail admin: their modules, handing one in, taking one out of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from courses.actions.submit_module import submit_module
from courses.actions.take_back_module import take_back_module
from courses.actions.withdraw_module import withdraw_module
from courses.authoring.listing import module_rows, modules_of
from courses.models import Change, Enrolment, FieldlabPage, LessonVersion, ModulePage, Submission
from courses.publishing.contents import unchanged_version
from courses.publishing.drafts import latest_draft, left_out
from courses.publishing.rules import ModuleNotReady, problems_of
from lms.organisations.queries import editable_fieldlabs

if TYPE_CHECKING:
    from lms.accounts.models import User

PAGE_SIZE = 30


class HandInForm(forms.ModelForm):  # type: ignore[type-arg]
    # Nothing is chosen beforehand: whether learners move along is for the trainer to think about.
    change = forms.ChoiceField(
        label=gettext_lazy("What kind of change is this?"),
        choices=Change,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what kind of change this is.")},
    )

    class Meta:
        model = Submission
        fields = ["change", "change_note"]


class FirstHandInForm(forms.Form):
    """Of a module that was never published: nobody follows it, so that no change has to be told."""


@require_GET
def module_list(request: HttpRequest) -> HttpResponse:
    """All modules of the trainer's own fieldlab, and where to start a new one."""
    user = cast("User", request.user)
    modules = Paginator(modules_of(user), PAGE_SIZE).get_page(request.GET.get("p"))
    own = editable_fieldlabs(user)
    context = {
        "page_title": _("Modules"),
        "header_icon": "doc-full-inverse",
        "rows": module_rows(user, list(modules)),
        "page_obj": modules,
        "fieldlab_pages": FieldlabPage.objects.filter(fieldlab__in=own, locale__language_code="nl").order_by(
            "title"
        ),
    }
    return render(request, "courses/authoring/module_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, page_id: int) -> HttpResponse:
    """What is still missing, what kind of change it is, and the button that hands the module in."""
    page = own_module(request, page_id)
    problems = []
    first = not page.versions.exists()
    form = FirstHandInForm(request.POST) if first else HandInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            submit_module(page=page, by=cast("User", request.user), **form.cleaned_data)
        except ModuleNotReady as refused:
            problems = refused.problems
        except PermissionDenied:  # Two presses at the same moment: the page itself says how it stands.
            return redirect("courses_hand_in", page_id)
        else:
            messages.success(request, _("The module has been handed in. A colleague will look at it."))
            return redirect("courses_modules")
    draft = latest_draft(page)
    context = {
        "page_title": _("Hand in the module"),
        "page_subtitle": page.get_admin_display_title(),
        "header_icon": "check",
        "module": page,
        "draft": draft,
        "in_review": page.workflow_in_progress,
        "problems": problems or problems_of(draft),
        "unchanged": unchanged_version(draft),
        "submission": submission_of(page),
        "left_out": first_of_each(left_out(draft)),
        "first": first,
        "form": form,
    }
    return render(request, "courses/authoring/hand_in.html", context)


def submission_of(page: ModulePage) -> Submission | None:
    """What a colleague is looking at now."""
    return Submission.objects.filter(task_state=page.current_workflow_task_state).exclude(task_state=None).first()


def first_of_each(lessons: list[LessonVersion]) -> list[LessonVersion]:
    """Each lesson once, in the module's own language where it is among them."""
    found: dict[UUID, LessonVersion] = {}
    for lesson in lessons:
        if lesson.key not in found or lesson.language == lesson.version.source_language:
            found[lesson.key] = lesson
    return list(found.values())


@require_POST
def take_back(request: HttpRequest, page_id: int) -> HttpResponse:
    page = own_module(request, page_id)
    if not page.workflow_in_progress:  # Decided since the page was opened, or a second press of the button.
        messages.info(request, _("This module is not with a colleague any more."))
        return redirect("courses_modules")
    take_back_module(page=page, by=cast("User", request.user))
    messages.success(request, _("You have taken the module back. You can change it again."))
    return redirect("courses_modules")


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask once more, and take the module out of the catalogue."""
    page = own_module(request, page_id)
    if not page.versions.newest().exists():
        messages.info(request, _("This module is not in the catalogue."))
        return redirect("courses_modules")
    if request.method == "POST":
        withdraw_module(page=page, by=cast("User", request.user))
        messages.success(request, _("The module has been taken out of the catalogue."))
        return redirect("courses_modules")
    context: dict[str, Any] = {
        "page_title": _("Take out of the catalogue"),
        "page_subtitle": page.get_admin_display_title(),
        "header_icon": "no-view",
        "module": page,
        "learners": Enrolment.objects.open().filter(module_key=page.translation_key).count(),
    }
    return render(request, "courses/authoring/withdraw.html", context)


def own_module(request: HttpRequest, page_id: int) -> ModulePage:
    """The module in its first language, for who may write it; else Http404."""
    page = get_object_or_404(ModulePage, pk=page_id).source
    if not page.permissions_for_user(request.user).can_edit():
        raise Http404
    return page
