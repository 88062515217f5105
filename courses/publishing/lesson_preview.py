"""A lesson as a learner sees it before answering: in the player's look, without answer keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from wagtail.blocks import StreamValue

from courses.blocks.loading import load_content
from courses.models import LessonPage, ModulePage


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
    return show_lesson(request, module, lesson, outline)


def show_lesson(
    request: HttpRequest, module: ModulePage, lesson: LessonPage, outline: list[OutlineEntry], **context: Any
) -> HttpResponse:
    """Render `lesson`, a page at any revision."""
    context |= {
        "module": module,
        "lesson": lesson,
        "outline": outline,
        "fieldlab": module.fieldlab,
        "blocks": shown(request, lesson.content),
    }
    return render(request, "courses/lesson_preview.html", context)


def shown(request: HttpRequest, content: StreamValue) -> list[str]:
    """The blocks as HTML, questions unanswered."""
    load_content(content)
    return [
        render_to_string(
            block.block.meta.template,
            {"value": block.value, "id": block.id, "answer": None, "closed": False},
            request,
        )
        for block in content
    ]
