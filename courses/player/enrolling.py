"""Enrolling. Who is not signed in does so on the way, and comes back to one button that keeps what they wanted."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from courses.actions.enrol import enrol as enrol_action
from courses.actions.enrol import offered_version
from courses.models.versions import text_in
from courses.player.http import LearnerRequest, signed_in_page
from courses.progress_rules import Rule
from courses.queries import own_enrolments
from courses.rule_words import rule_in_words


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@signed_in_page
def enrol(request: LearnerRequest, module_key: UUID) -> HttpResponse:
    """POST enrols, and again gives the same enrolment; GET asks, for who comes from signing in."""
    language = (get_language() or "")[:2]
    if request.method == "POST":
        chosen = request.POST.get("language", language)
        enrolment = enrol_action(by=request.user, module_key=module_key, language=chosen)
        return redirect("learn", enrolment.pk)
    version = offered_version(module_key)
    running = own_enrolments(request.user).filter(module_key=module_key, major=version.major, withdrawn_at=None)
    if following := running.first():
        return redirect("learn", following.pk)
    context = {
        "version": version,
        "text": text_in(list(version.texts.all()), language, version.source_language),
        "rule": rule_in_words(Rule.from_json(version.rule)),
    }
    return render(request, "courses/player/enrol.html", context)
