"""The lesson page and the steps that are taken on it. Every form works without JavaScript: POST, then redirect."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from courses.actions.answer_question import answer_question
from courses.actions.choose_language import choose_language
from courses.actions.finish_lesson import finish_lesson
from courses.actions.open_lesson import open_lesson
from courses.actions.watch_video import watch_video
from courses.models import LessonVersion
from courses.player.blocks import shown_blocks, watched_of
from courses.player.http import LearnerRequest, signed_in_page, step_of
from courses.player.outline import outline_items
from courses.queries import lessons_in_languages, own_enrolments
from courses.steps import AnswerMissing
from courses.watching import moments_in


@require_safe
@signed_in_page
def lesson(request: LearnerRequest, enrolment_id: UUID, lesson_key: UUID) -> HttpResponse:
    """A lesson with its outline, in the learner's language or else the module's own."""
    enrolment = own_enrolments(request.user).get(pk=enrolment_id)
    languages = lessons_in_languages(enrolment, lesson_key)
    language = enrolment.language if enrolment.language in languages else enrolment.version.source_language
    shown = lesson_with_key(languages[language], lesson_key)
    source = lesson_with_key(languages[enrolment.version.source_language], lesson_key)
    items = outline_items(enrolment, languages[language], lesson_key)
    here = next(number for number, item in enumerate(items) if item.current)
    context = {
        "enrolment": enrolment,
        "progress": enrolment.progress,
        "lesson": shown,
        "items": items,
        "item": items[here],
        "previous": items[here - 1] if here else None,
        "next": items[here + 1] if here + 1 < len(items) else None,
        "blocks": list(shown_blocks(request, enrolment, shown, source)),
        "languages": sorted(languages),
        "switched": "switched" in request.GET,
        "finish_step": uuid4(),
        "open_step": uuid4(),
        "leave_step": uuid4(),
        "missing": request.GET.get("missing"),
        "today": timezone.localdate().isoformat(),
    }
    return render(request, "courses/player/lesson.html", context)


def lesson_with_key(lessons: list[LessonVersion], key: UUID) -> LessonVersion:
    """The lesson that is asked for; raises LessonVersion.DoesNotExist."""
    for item in lessons:
        if item.key == key:
            return item
    raise LessonVersion.DoesNotExist


@require_POST
@signed_in_page
def answer(request: LearnerRequest, enrolment_id: UUID, lesson_key: UUID, block_id: UUID) -> HttpResponse:
    """Answer a question, and go back to it with the feedback."""
    step, made_at = step_of(request)
    try:
        answer_question(
            by=request.user,
            enrolment_id=enrolment_id,
            lesson_key=lesson_key,
            block_id=block_id,
            chosen=request.POST.getlist("choice"),
            step=step,
            made_at=made_at,
        )
        missing = ""
    except AnswerMissing:
        missing = f"?missing={block_id}"
    return HttpResponseRedirect(f"{reverse('lesson', args=[enrolment_id, lesson_key])}{missing}#q-{block_id}")


@require_POST
@signed_in_page
def finish(request: LearnerRequest, enrolment_id: UUID, lesson_key: UUID) -> HttpResponse:
    """Finish a lesson and go on: to the next one, or after the last one to the module's own page."""
    step, made_at = step_of(request)
    progress = finish_lesson(
        by=request.user, enrolment_id=enrolment_id, lesson_key=lesson_key, step=step, made_at=made_at
    )
    keys = [item["key"] for item in progress.version.rule["lessons"]]
    after = keys[keys.index(str(lesson_key)) + 1 :]
    return redirect("lesson", enrolment_id, after[0]) if after else redirect("learn", enrolment_id)


@require_POST
@signed_in_page
def opened(request: LearnerRequest, enrolment_id: UUID, lesson_key: UUID) -> HttpResponse:
    """The page says, by script, that the learner has the lesson before them."""
    step, made_at = step_of(request)
    open_lesson(by=request.user, enrolment_id=enrolment_id, lesson_key=lesson_key, step=step, made_at=made_at)
    return HttpResponse(status=204)


@require_POST
@signed_in_page
def watched(request: LearnerRequest, enrolment_id: UUID, lesson_key: UUID, block_id: UUID) -> HttpResponse:
    """The page says, by script, what was played of a video; the answer is what to show about it."""
    try:
        moments = moments_in(json.loads(request.POST.get("moments", "")))
    except ValueError as problem:
        raise BadRequest("These are no moments of a video.") from problem
    progress = watch_video(
        by=request.user,
        enrolment_id=enrolment_id,
        lesson_key=lesson_key,
        block_id=block_id,
        moments=moments,
        file=request.GET.get("file", ""),
    )
    return render(request, "courses/player/watched.html", {"watched": watched_of(progress, str(block_id))})


@require_POST
@signed_in_page
def language(request: LearnerRequest, enrolment_id: UUID, lesson_key: UUID) -> HttpResponse:
    """Go on in another language of the module; answers and progress stay. The site's language is asked about."""
    choose_language(by=request.user, enrolment_id=enrolment_id, language=request.POST.get("language", ""))
    return HttpResponseRedirect(f"{reverse('lesson', args=[enrolment_id, lesson_key])}?switched")
