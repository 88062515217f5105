"""Attendance on the trainer's phone: who came, and whose identity document was seen."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions.mark_attendance import mark_attendance
from courses.actions.start_practical import NameDiffers
from courses.assessment.forms import name_on_document
from courses.models import Enrolment, Session, SessionRegistration
from courses.player.http import LearnerRequest, signed_in_page
from courses.session_queries import registrations_of
from courses.steps import StepRefused
from courses.titles import module_title

trainers_page = partial(signed_in_page, refused_to="my_learning")


class DocumentForm(forms.Form):
    """The name as the trainer reads it on the identity document."""

    identity_name = name_on_document(_("The name on the identity document"))


@require_safe
@trainers_page
def attendance(request: LearnerRequest, session_uuid: UUID) -> HttpResponse:
    """Everybody who has signed up, each with two buttons."""
    return show_list(request, own_session(request, session_uuid))


@require_POST
@trainers_page
def mark(request: LearnerRequest, session_uuid: UUID, enrolment_id: UUID) -> HttpResponse:
    """Present or absent; what can't be marked is said above the list."""
    session = own_session(request, session_uuid)
    present = request.POST.get("present") == "yes"
    try:
        mark_attendance(by=request.user, session_id=session.pk, enrolment_id=enrolment_id, present=present)
    except StepRefused as refusal:
        return show_list(request, session, refusal=str(refusal.reason))
    return back_to(session, enrolment_id)


@require_http_methods(["GET", "HEAD", "POST"])
@trainers_page
def identity(request: LearnerRequest, session_uuid: UUID, enrolment_id: UUID) -> HttpResponse:
    """Present, with the identity document; a name that differs from the account's is asked about once more."""
    session = own_session(request, session_uuid)
    enrolment = who_comes(session, enrolment_id)
    context: dict[str, Any] = {"session": session, "enrolment": enrolment}
    answer = request.POST.get("is_the_name")
    form = DocumentForm(initial=request.POST.dict()) if answer == "no" else DocumentForm(request.POST or None)
    if form.is_valid():
        try:
            mark_attendance(
                by=request.user,
                session_id=session.pk,
                enrolment_id=enrolment_id,
                present=True,
                name_confirmed=answer == "yes",
                **form.cleaned_data,
            )
        except NameDiffers:
            context |= {"given": form.cleaned_data}
            return render(request, "courses/assessment/attendance_name_differs.html", context)
        except StepRefused as refusal:
            return show_list(request, session, refusal=str(refusal.reason))
        return back_to(session, enrolment_id)
    return render(request, "courses/assessment/attendance_identity.html", context | {"form": form})


def own_session(request: LearnerRequest, session_uuid: UUID) -> Session:
    """A session of a fieldlab where the reader is trainer or manager; raises DoesNotExist."""
    return Session.objects.visible_to(request.user).select_related("fieldlab").get(pk=session_uuid)


def who_comes(session: Session, enrolment_id: UUID) -> Enrolment:
    """Somebody who has signed up; raises DoesNotExist."""
    places = SessionRegistration.objects.taken().select_related("enrolment__user")
    return places.get(session=session, enrolment=enrolment_id).enrolment


def back_to(session: Session, enrolment_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('attendance', args=[session.pk])}#p-{enrolment_id}")


def show_list(request: LearnerRequest, session: Session, *, refusal: str = "") -> HttpResponse:
    """The list; with a `refusal` 409, and nothing was changed."""
    people = list(registrations_of(session))
    marks = [enrolment.marked[0] for enrolment in people if enrolment.marked]  # type: ignore[attr-defined]
    context = {
        "session": session,
        "title": module_title(session.module_key, request.user.language),
        "rows": [(item, next(iter(item.marked), None)) for item in people],  # type: ignore[attr-defined]
        "present": sum(item.present for item in marks),
        "refusal": refusal,
    }
    status = 409 if refusal else 200
    return render(request, "courses/assessment/attendance.html", context, status=status)
