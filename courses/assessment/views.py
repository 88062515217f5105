"""The practical on the assessor's phone: who is this, what do I see, and the worker confirms on that screen."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from courses.actions.confirm_practical import confirm_practical, marks_hold
from courses.actions.sign_practical import sign_practical
from courses.actions.start_practical import NameDiffers, require_assessable, start_practical
from courses.assessment.forms import ConfirmForm, IdentityForm, MarksForm
from courses.exercise_facts import ExerciseFact, facts_of, same_programs
from courses.models import Enrolment, LessonVersion, ModuleText, PracticalAssessment
from courses.models.versions import text_in
from courses.player.http import LearnerRequest, signed_in_page
from courses.queries import assessable_enrolments, assesses_somewhere, open_for_assessment, texts_of
from courses.steps import rule_of
from courses.structure import Practical, practicals_in

PER_PAGE = 25
assessors_page = partial(signed_in_page, refused_to="practicals")


@require_safe
@assessors_page
def practicals(request: LearnerRequest) -> HttpResponse:
    """Who waits for a practical in the assessor's fieldlabs; 404 for who assesses nowhere."""
    if not assesses_somewhere(request.user):
        raise Http404
    wanted = request.GET.get("name", "").strip()
    everybody = "everybody" in request.GET or bool(wanted)
    enrolments = open_for_assessment(request.user)
    if not everybody:
        enrolments = enrolments.filter(progress__awaits_practical=True)
    if wanted:
        enrolments = enrolments.filter(user__name__icontains=wanted)
    page = Paginator(enrolments, PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    texts: dict[int, list[ModuleText]] = {}
    for text in texts_of([enrolment.version_id for enrolment in rows]):
        texts.setdefault(text.version_id, []).append(text)
    context = {
        "page": page,
        "rows": [
            (
                enrolment,
                text_in(texts[enrolment.version_id], request.user.language, enrolment.version.source_language),
                [item for item in enrolment.progress.conditions_of("practical") if not item["done"]],
            )
            for enrolment in rows
        ],
        "wanted": wanted,
        "everybody": everybody,
    }
    return render(request, "courses/assessment/practicals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@assessors_page
def start(request: LearnerRequest, enrolment_id: UUID, block_id: UUID) -> HttpResponse:
    """First: confirm who the worker is; a name that differs from the account's is asked about once more."""
    enrolment, practical = practical_to_assess(request, enrolment_id, block_id)
    require_assessable(enrolment, by=request.user, block_id=str(block_id))
    context: dict[str, Any] = {"enrolment": enrolment, "practical": practical}
    answer = request.POST.get("is_the_name")
    form = IdentityForm(initial=request.POST.dict()) if answer == "no" else IdentityForm(request.POST or None)
    if form.is_valid():
        try:
            assessment = start_practical(
                by=request.user,
                enrolment_id=enrolment_id,
                block_id=block_id,
                name_confirmed=answer == "yes",
                **form.cleaned_data,
            )
        except NameDiffers:
            return render(request, "courses/assessment/name_differs.html", context | {"given": form.cleaned_data})
        return redirect("practical_marks", assessment.pk)
    exercises = exercises_of(enrolment)
    has_same_program = any(exercise.same for exercise in exercises)
    context |= {"form": form, "exercises": exercises, "has_same_program": has_same_program}
    return render(request, "courses/assessment/identity.html", context)


def exercises_of(enrolment: Enrolment) -> list[ExerciseFact]:
    """What the worker did at robot exercises, and whether others handed in the same program."""
    if not enrolment.progress.conditions_of("exercise"):
        return []
    lessons = LessonVersion.objects.filter(version=enrolment.version)
    return facts_of(enrolment, lessons, same_programs([enrolment]))


@require_http_methods(["GET", "HEAD", "POST"])
@assessors_page
def marks(request: LearnerRequest, assessment_id: UUID) -> HttpResponse:
    """Second: mark every criterion, and sign."""
    assessment, practical = own_assessment(request, assessment_id)
    if assessment.confirmed_at:
        return redirect("practical_result", assessment.pk)
    form = MarksForm(request.POST or None, criteria=practical.criteria, marks=assessment.marks)
    if form.is_valid():
        sign_practical(by=request.user, assessment_id=assessment_id, marks=form.marks())
        return redirect("practical_confirm", assessment_id)
    context = {"assessment": assessment, "practical": practical, "form": form}
    return render(request, "courses/assessment/marks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@assessors_page
def confirm(request: LearnerRequest, assessment_id: UUID) -> HttpResponse:
    """Third: the worker reads the result on this screen, and confirms."""
    assessment, practical = own_assessment(request, assessment_id)
    if assessment.signed_at is None or (request.method != "POST" and not marks_hold(assessment)):
        return redirect("practical_marks", assessment_id)
    form = ConfirmForm(request.POST or None)
    if form.is_valid():
        confirm_practical(by=request.user, assessment_id=assessment_id)
    if form.is_valid() or assessment.confirmed_at:
        return redirect("practical_result", assessment_id)
    context = {"assessment": assessment, "practical": practical, "form": form}
    context["rows"] = marked_criteria(assessment, practical)
    return render(request, "courses/assessment/confirm.html", context)


@require_safe
@assessors_page
def result(request: LearnerRequest, assessment_id: UUID) -> HttpResponse:
    """What was signed and confirmed."""
    assessment, practical = own_assessment(request, assessment_id)
    if assessment.confirmed_at is None:
        return redirect("practical_marks", assessment_id)
    context = {"assessment": assessment, "practical": practical}
    context["rows"] = marked_criteria(assessment, practical)
    return render(request, "courses/assessment/result.html", context)


def practical_to_assess(
    request: LearnerRequest, enrolment_id: UUID, block_id: UUID
) -> tuple[Enrolment, Practical]:
    """An enrolment in the assessor's fieldlabs and the practical of its version; raises DoesNotExist."""
    enrolments = assessable_enrolments(request.user)
    enrolment = enrolments.select_related("version__fieldlab", "progress", "completion", "user").get(
        pk=enrolment_id
    )
    return enrolment, practical_of(enrolment, block_id, request.user.language)


def own_assessment(request: LearnerRequest, assessment_id: UUID) -> tuple[PracticalAssessment, Practical]:
    """The assessor's own observation and its practical; raises DoesNotExist."""
    assessment = (
        PracticalAssessment.objects.visible_to(request.user)
        .select_related(
            "enrolment__version__fieldlab", "enrolment__progress", "enrolment__completion", "enrolment__user"
        )
        .get(pk=assessment_id, assessor=request.user)
    )
    return assessment, practical_of(assessment.enrolment, assessment.block_id, request.user.language)


def practical_of(enrolment: Enrolment, block_id: UUID, language: str) -> Practical:
    """The practical in the assessor's language or else the module's own; raises DoesNotExist."""
    rule = rule_of(enrolment).practical(str(block_id))
    if rule is None:
        raise PracticalAssessment.DoesNotExist
    lessons = {
        lesson.language: lesson
        for lesson in LessonVersion.objects.filter(version=enrolment.version, key=rule.lesson)
    }
    lesson = lessons.get(language) or lessons[enrolment.version.source_language]
    return next(item for item in practicals_in(lesson.content.raw_data) if item.id == rule.id)


def marked_criteria(assessment: PracticalAssessment, practical: Practical) -> list[tuple[str, bool, str]]:
    """Per criterion its text, whether it is met, and the note."""
    texts = {criterion.id: criterion.text for criterion in practical.criteria}
    return [
        (texts.get(mark["criterion"], mark["criterion"]), mark["met"], mark["note"]) for mark in assessment.marks
    ]
