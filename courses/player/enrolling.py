"""Enrolling. Who is not signed in does so on the way, and comes back to one button that keeps what they wanted."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from courses.actions.enrol import enrol as enrol_action
from courses.actions.enrol import offered_version
from courses.models.versions import text_in
from courses.player.http import LearnerRequest, signed_in_page
from courses.progress_rules import Rule
from courses.queries import enrolments_to_repeat, own_enrolments
from courses.rule_words import rule_in_words
from lms.accounts.middleware import goes_on_after_sign_in


@goes_on_after_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, module_key: UUID) -> HttpResponse:
    """POST enrols, and again gives the same enrolment; GET asks, for who comes from signing in.

    `language` is that of the lessons; it comes along through signing in.
    """
    if request.user.is_authenticated:
        return signed_in_enrol(request, module_key=module_key)
    language = request.POST.get("language") or request.GET.get("language")
    return redirect_to_login(request.path + (f"?{urlencode({'language': language})}" if language else ""))


@signed_in_page
def signed_in_enrol(request: LearnerRequest, module_key: UUID) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    language = given.get("language") or (get_language() or "")[:2]
    if request.method == "POST":
        enrolment = enrol_action(by=request.user, module_key=module_key, language=language)
        return redirect("learn", enrolment.pk)
    version = offered_version(module_key)
    own = own_enrolments(request.user).current().filter(module_key=module_key, major=version.major)
    following = own.first()
    again = following is not None and following.is_completed and bool(enrolments_to_repeat([following.pk]))
    if following and not again:
        return redirect("learn", following.pk)
    context = {
        "version": version,
        "text": text_in(list(version.texts.all()), language, version.source_language),
        "again": again,
        "rule": rule_in_words(Rule.from_json(version.rule)),
    }
    return render(request, "courses/player/enrol.html", context)
