"""Sessions in the Wagtail admin: those of the own fieldlab, planned, changed and cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID, uuid4

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from courses.actions.cancel_session import cancel_session
from courses.actions.change_session import change_session
from courses.actions.plan_session import plan_session
from courses.authoring.participants import title_of
from courses.authoring.sessions.forms import CancelForm, SessionForm, initial_of
from courses.models import ModuleText, ModuleVersion, Session
from courses.models.versions import text_in
from courses.steps import StepRefused
from lms.organisations.queries import written_fieldlabs

if TYPE_CHECKING:
    from lms.accounts.models import User

PER_PAGE = 50


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Those to come, or those that were, and the modules that one can plan another one for."""
    user, now = cast("User", request.user), timezone.now()
    past = "past" in request.GET
    own = Session.objects.visible_to(user).with_taken().select_related("fieldlab")
    found = own.filter(ends_at__lte=now).order_by("-starts_at", "pk") if past else own.filter(ends_at__gt=now)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    titles = titles_of(user)
    context = {
        "page_title": _("Sessions"),
        "header_icon": "calendar-alt",
        "page": page,
        "rows": [(session, titles.get(session.module_key, "")) for session in page],
        "modules": sorted(titles.items(), key=lambda item: item[1].casefold()),
        "past": past,
    }
    return render(request, "courses/authoring/sessions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, module_key: UUID) -> HttpResponse:
    """The empty form of a session of this module; raises Http404 for a module of another fieldlab."""
    user = cast("User", request.user)
    title = title_of(user, module_key)
    start = {"language": user.language, "capacity": 8}
    form = SessionForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            plan_session(by=user, session_id=step_of(request), module_key=module_key, plan=form.plan())
        except StepRefused as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("The session has been planned. Learners see it at the module."))
            return redirect("courses_sessions")
    step = request.POST.get("step") or uuid4()
    context = {"page_title": _("Plan a session"), "page_subtitle": title, "header_icon": "calendar-alt"}
    return render(request, "courses/authoring/session.html", context | {"form": form, "step": step})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, session_uuid: UUID) -> HttpResponse:
    """The form of one session, and the one to cancel it; who has signed up hears of either."""
    user = cast("User", request.user)
    session = own_session(request, session_uuid)
    form = SessionForm(request.POST or None, initial=initial_of(session))
    if request.method == "POST" and form.is_valid():
        try:
            change_session(by=user, session_id=session.pk, plan=form.plan())
        except StepRefused as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("The session has been saved. Who has signed up hears what changed."))
            return redirect("courses_sessions")
    return show(request, session, form, CancelForm())


@require_POST
def cancel(request: HttpRequest, session_uuid: UUID) -> HttpResponse:
    session = own_session(request, session_uuid)
    form = CancelForm(request.POST)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            cancel_session(by=cast("User", request.user), session_id=session.pk, reason=reason)
        except StepRefused as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("The session has been cancelled. Who had signed up hears why."))
            return redirect("courses_sessions")
    return show(request, session, SessionForm(initial=initial_of(session)), form)


def show(request: HttpRequest, session: Session, form: SessionForm, cancelling: CancelForm) -> HttpResponse:
    context = {
        "page_title": _("Session"),
        "page_subtitle": title_of(cast("User", request.user), session.module_key),
        "header_icon": "calendar-alt",
        "session": session,
        "form": form,
        "cancelling": cancelling,
    }
    return render(request, "courses/authoring/session.html", context)


def own_session(request: HttpRequest, session_uuid: UUID) -> Session:
    """A session of the own fieldlab; raises Http404."""
    own = Session.objects.visible_to(cast("User", request.user)).with_taken().select_related("fieldlab")
    return get_object_or_404(own, pk=session_uuid)


def step_of(request: HttpRequest) -> UUID:
    """The id that the form carries for the session it makes; raises Http404 without one."""
    try:
        return UUID(request.POST.get("step", ""))
    except ValueError as problem:
        raise Http404 from problem


def titles_of(user: User) -> dict[UUID, str]:
    """The modules that `user` may plan sessions for, by their key, in their language."""
    own = ModuleVersion.objects.filter(fieldlab__in=written_fieldlabs(user), superseded_at=None)
    texts: dict[UUID, list[ModuleText]] = {}
    for text in ModuleText.objects.filter(version__in=own).select_related("version").defer("outcomes"):
        texts.setdefault(text.version.module_key, []).append(text)
    return {
        key: text_in(found, user.language, found[0].version.source_language).title for key, found in texts.items()
    }


urlpatterns = [
    path("sessions/", sessions, name="courses_sessions"),
    path("sessions/plan/<uuid:module_key>/", plan, name="courses_session_plan"),
    path("sessions/<uuid:session_uuid>/", edit, name="courses_session"),
    path("sessions/<uuid:session_uuid>/cancel/", cancel, name="courses_session_cancel"),
]
