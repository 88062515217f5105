"""What every page and form of the player and of practicals has in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from courses.models import (
    Enrolment,
    LessonVersion,
    ModuleVersion,
    PracticalAssessment,
    Session,
    SessionRegistration,
)
from courses.steps import StepRefused
from lms.accounts.models import User
from lms.lrs.records import StatementConflict

NOT_THERE = (
    Enrolment.DoesNotExist,
    LessonVersion.DoesNotExist,
    ModuleVersion.DoesNotExist,
    PracticalAssessment.DoesNotExist,
    Session.DoesNotExist,
    SessionRegistration.DoesNotExist,
)


class LearnerRequest(HttpRequest):
    """A request of who is signed in."""

    user: User


def signed_in_page(
    view: Callable[..., HttpResponse], *, refused_to: str = "my_learning"
) -> Callable[..., HttpResponse]:
    """Ask to sign in; answer what is not theirs with 404, and a step that can't be taken with the reason.

    `refused_to` is the name of the page that a refusal leads to.
    """

    @wraps(view)
    def wrapped(request: LearnerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            is_form = request.method == "POST"
            return signed_out(request, kwargs) if is_form else redirect_to_login(request.get_full_path())
        try:
            return view(request, *args, **kwargs)
        except NOT_THERE as problem:
            raise Http404 from problem
        except StepRefused as refusal:
            return refused(request, str(refusal.reason), kwargs.get("enrolment_id"), refused_to)
        except StatementConflict:
            reason = _("This was sent before with another answer. Go back and load the page again.")
            return refused(request, reason, kwargs.get("enrolment_id"), refused_to)

    return never_cache(wrapped)


def signed_out(request: HttpRequest, ids: dict[str, Any]) -> HttpResponse:
    """Say that the session ended while a form was open: 401, and the page to come back to after signing in."""
    if "lesson_key" in ids:
        back = reverse("lesson", args=[ids["enrolment_id"], ids["lesson_key"]])
    else:
        back = reverse("learn", args=[ids["enrolment_id"]]) if set(ids) == {"enrolment_id"} else request.path
    return render(request, "accounts/signed_out.html", {"back": back}, status=401)


def refused(request: LearnerRequest, reason: str, enrolment_id: UUID | None, back: str) -> HttpResponse:
    """Say why a step was not taken: 409, and nothing has changed. `back` is the name of the page to go on from."""
    own = Enrolment.objects.filter(pk=enrolment_id, user=request.user).exists() if enrolment_id else False
    context = {"reason": reason, "enrolment_id": enrolment_id if own else None, "back": back}
    return render(request, "courses/player/refused.html", context, status=409)


class StepForm(forms.Form):
    """The id of a step, made where the step is made, and for a step made offline its time."""

    step = forms.UUIDField()
    made_at = forms.DateTimeField(required=False)

    def clean_step(self) -> UUID:
        step: UUID = self.cleaned_data["step"]
        # The id of a statement: made by chance or from a name, so that two steps never share one.
        if step.version not in range(1, 6):
            raise forms.ValidationError("Not an id of a statement.")
        return step


def step_of(request: HttpRequest) -> tuple[UUID, datetime | None]:
    """The step id and time that a form carries; raises BadRequest without a proper one."""
    form = StepForm(request.POST)
    if not form.is_valid():
        raise BadRequest("The form carries no step id.")
    return form.cleaned_data["step"], form.cleaned_data["made_at"]
