"""A module that one follows: its rule, its lessons, and what is left to do."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions.launch_module import launch_module
from courses.actions.leave_module import leave_module
from courses.actions.withdraw import withdraw
from courses.models import Enrolment
from courses.player.http import LearnerRequest, signed_in_page, step_of
from courses.player.my_learning import credentials_of, newer_offers, refusals_of
from courses.player.outline import outline_items
from courses.player.reasons import reasons_of
from courses.progress_rules import Rule
from courses.queries import outline_of, own_enrolments, text_of
from courses.rule_words import rule_in_words
from courses.session_queries import sessions_shown


@require_safe
@signed_in_page
def learn(request: LearnerRequest, enrolment_id: UUID) -> HttpResponse:
    """The module's own page for who follows it."""
    own = own_enrolments(request.user)
    of_module = list(own.filter(module_key__in=own.filter(pk=enrolment_id).values("module_key")))
    enrolment = next((item for item in of_module if item.pk == enrolment_id), None)
    if enrolment is None:
        raise Enrolment.DoesNotExist
    context = {
        "enrolment": enrolment,
        "newer": newer_offers(of_module).get(enrolment.pk),
        "progress": enrolment.progress,
        "text": text_of(enrolment),
        "rule": rule_in_words(Rule.from_json(enrolment.version.rule)),
        "items": outline_items(enrolment, outline_of(enrolment)),
        "credential_address": credentials_of([enrolment]).get(enrolment.pk, ""),
        "refusal": refusals_of([enrolment]).get(enrolment.pk, ""),
        "sessions": sessions_shown(enrolment.module_key, enrolment),
        "step": uuid4(),
    }
    return render(request, "courses/player/overview.html", context)


@require_safe
@signed_in_page
def why_not_complete(request: LearnerRequest, enrolment_id: UUID) -> HttpResponse:
    """Condition by condition: what is there and what is missing."""
    enrolment = own_enrolments(request.user).get(pk=enrolment_id)
    context = {
        "enrolment": enrolment,
        "progress": enrolment.progress,
        "text": text_of(enrolment),
        "reasons": reasons_of(enrolment, outline_of(enrolment)),
    }
    return render(request, "courses/player/why_not_complete.html", context)


@require_POST
@signed_in_page
def launch(request: LearnerRequest, enrolment_id: UUID) -> HttpResponse:
    """Go on where one was."""
    step, _made_at = step_of(request)
    lesson_key = launch_module(by=request.user, enrolment_id=enrolment_id, step=step)
    return redirect("lesson", enrolment_id, lesson_key)


@require_POST
@signed_in_page
def leave(request: LearnerRequest, enrolment_id: UUID) -> HttpResponse:
    """Stop for now."""
    step, _made_at = step_of(request)
    leave_module(by=request.user, enrolment_id=enrolment_id, step=step)
    return redirect("my_learning")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def stop(request: LearnerRequest, enrolment_id: UUID) -> HttpResponse:
    """Stop with a module for good, after a question whether one is sure."""
    if request.method == "POST":
        withdraw(by=request.user, enrolment_id=enrolment_id)
        return redirect("my_learning")
    enrolment = own_enrolments(request.user).get(pk=enrolment_id)
    context = {"enrolment": enrolment, "text": text_of(enrolment)}
    return render(request, "courses/player/stop.html", context)
