"""A lesson as a learner sees it before answering: in the player's look, without answer keys.

Of a robot exercise all is shown: who approves it has to see what learners never see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from wagtail.blocks import StreamValue

from courses.blocks.loading import load_content
from courses.exercises.scenarios import Cell
from courses.models import LessonPage, ModulePage
from courses.publishing.drafts import is_a_translation, own_cells
from courses.publishing.exercise_in_full import ExerciseInFull, exercise_in_full
from courses.structure import exercises_in


@dataclass(frozen=True)
class OutlineEntry:
    """A lesson in the outline; `url` is empty where it can't be opened from here."""

    title: str
    minutes: int
    current: bool
    url: str = ""


def preview_lesson(request: HttpRequest, lesson: LessonPage) -> HttpResponse:
    """Answer with the lesson as it stands in the editor, among its module's lessons as last saved."""
    module = lesson.get_parent().specific.get_latest_revision_as_object()
    siblings = LessonPage.objects.child_of(module).order_by("path")
    outline = [
        OutlineEntry(lesson.title, lesson.minutes, current=True)
        if sibling.pk == lesson.pk
        else OutlineEntry(sibling.draft_title, sibling.minutes, current=False)
        for sibling in siblings
    ]
    if not any(entry.current for entry in outline):
        outline.append(OutlineEntry(lesson.title, lesson.minutes, current=True))
    exercises: dict[str, ExerciseInFull] = {}
    if exercises_in(lesson.content.get_prep_value()):
        source = source_of(module, lesson)
        exercises = in_full(lesson, source, own_cells([source], module.fieldlab))
    return show_lesson(request, module, lesson, outline, exercises)


def source_of(module: ModulePage, lesson: LessonPage) -> LessonPage:
    """The lesson in the module's own language, as it was last saved; itself where it is that."""
    if not is_a_translation(lesson):
        return lesson
    source: LessonPage = LessonPage.objects.child_of(module.source).get(translation_key=lesson.translation_key)
    return source.get_latest_revision_as_object()  # type: ignore[no-any-return]


def in_full(lesson: LessonPage, source: LessonPage, cells: Mapping[int, Cell]) -> dict[str, ExerciseInFull]:
    """The robot exercises of `lesson` by block; their rules are those of `source`, the module's own language."""
    rules = {exercise.id: exercise for exercise in exercises_in(source.content.get_prep_value())}
    return {
        exercise.id: exercise_in_full(exercise, rules.get(exercise.id, exercise), cells)
        for exercise in exercises_in(lesson.content.get_prep_value())
    }


def show_lesson(
    request: HttpRequest,
    module: ModulePage,
    lesson: LessonPage,
    outline: list[OutlineEntry],
    exercises: Mapping[str, ExerciseInFull],
    **context: Any,
) -> HttpResponse:
    """Render `lesson`, a page at any revision."""
    context |= {
        "module": module,
        "lesson": lesson,
        "outline": outline,
        "fieldlab": module.fieldlab,
        "blocks": shown(request, lesson.content, exercises, context.get("may_check", False)),
    }
    return render(request, "courses/lesson_preview.html", context)


def shown(
    request: HttpRequest, content: StreamValue, exercises: Mapping[str, ExerciseInFull], may_check: bool
) -> list[str]:
    """The blocks as HTML, questions unanswered."""
    load_content(content)
    return [
        render_to_string(
            block.block.meta.template,
            {
                "value": block.value,
                "id": block.id,
                "answer": None,
                "closed": False,
                "full": exercises.get(block.id),
                "may_check": may_check,
            },
            request,
        )
        for block in content
    ]
