"""Signing up for a session of a module that one follows, and off again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from courses.actions.sign_off import sign_off
from courses.actions.sign_up import sign_up
from courses.player.http import LearnerRequest, signed_in_page


@require_POST
@signed_in_page
def join(request: LearnerRequest, enrolment_id: UUID, session_uuid: UUID) -> HttpResponse:
    sign_up(by=request.user, enrolment_id=enrolment_id, session_id=session_uuid)
    return back_to(enrolment_id)


@require_POST
@signed_in_page
def leave(request: LearnerRequest, enrolment_id: UUID, session_uuid: UUID) -> HttpResponse:
    sign_off(by=request.user, enrolment_id=enrolment_id, session_id=session_uuid)
    return back_to(enrolment_id)


def back_to(enrolment_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('learn', args=[enrolment_id])}#sessions")
