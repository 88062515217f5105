"""The content of a lesson as a learner sees it: blocks in order, questions with what was answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from courses.blocks.loading import load_content
from courses.models import Enrolment, LessonVersion, Progress, RobotCell
from courses.player.robot_data import exercise_pages
from courses.structure import (
    EXERCISE_TYPE,
    PRACTICAL_TYPE,
    QUESTION_TYPES,
    VIDEO_TYPE,
    Question,
    questions_in,
)


@dataclass(frozen=True)
class Answer:
    """What a learner has answered to a question, and no more of its answer key than they have earned.

    `chosen` are ids of choices; `explanation` is empty as long as another attempt may follow; `closed` says that
    none can, `attempts_left` is None where there is no limit.
    """

    success: bool = False
    attempts: int = 0
    attempts_left: int | None = None
    chosen: frozenset[str] = frozenset()
    explanation: str = ""
    closed: bool = False


@dataclass(frozen=True)
class ShownBlock:
    """A block on the page. A question has an `answer` and its next step's id; a practical says how it stands."""

    type: str
    id: str
    html: str
    answer: Answer | None = None
    step: UUID | None = None
    practical: dict[str, Any] | None = None


def shown_blocks(
    request: HttpRequest, enrolment: Enrolment, lesson: LessonVersion, source: LessonVersion
) -> Iterator[ShownBlock]:
    """The blocks of `lesson` as HTML; `source` is the same lesson in the module's own language.

    Answer keys of questions that may still be answered stay out of it.
    """
    questions = {question.id: question for question in questions_in(lesson.content.raw_data)}
    robots = exercise_pages(enrolment, lesson, source)
    # A published exercise has its cell with it: the library's may be another by now.
    load_content(lesson.content, without=[RobotCell])
    for block in lesson.content:
        answer = practical = None
        context: dict[str, Any] = {"value": block.value, "id": block.id}
        if block.block_type in QUESTION_TYPES:
            answer = answer_of(enrolment, lesson, questions[block.id])
            context |= {"answer": answer if answer.attempts else None, "closed": answer.closed}
        elif block.block_type == PRACTICAL_TYPE:
            practical = practical_of(enrolment, block.id)
        elif block.block_type == VIDEO_TYPE:
            context["watched"] = watched_of(enrolment.progress, block.id)
            if enrolment.is_open:
                address = reverse("watch_video", args=[enrolment.pk, lesson.key, block.id])
                # With the file: what was played may be told after the learner chose another language.
                context["watch_address"] = f"{address}?file={getattr(block.value['video'], 'pk', '')}"
        elif block.block_type == EXERCISE_TYPE and block.id in robots:
            context["robot"] = robots[block.id].shown
        html = render_to_string(block.block.meta.template, context, request)
        yield ShownBlock(block.block_type, block.id, html, answer, uuid4() if answer else None, practical)


def answer_of(enrolment: Enrolment, lesson: LessonVersion, question: Question) -> Answer:
    """What was answered to a question, with what is due now."""
    allowed = enrolment.version.rule["attempts"]
    detail: dict[str, Any] = {"attempts": 0}
    right = False
    for condition in enrolment.progress.conditions_of("question"):
        if condition["id"] == question.id and condition["detail"]["lesson"] == str(lesson.key):
            detail, right = condition["detail"], condition["done"]
    left = max(allowed - detail["attempts"], 0) if allowed else None
    closed = right or left == 0 or not enrolment.is_open
    return Answer(
        success=right,
        attempts=detail["attempts"],
        attempts_left=left,
        chosen=frozenset(detail.get("chosen", ())),
        explanation=question.explanation if closed else "",
        closed=closed,
    )


def watched_of(progress: Progress, block_id: str) -> dict[str, Any] | None:
    """How a video that has to be watched stands: `done`, and `percent` of it; None for any other."""
    for condition in progress.conditions_of("video"):
        if condition["id"] == block_id:
            return {"done": condition["done"], "percent": round(100 * condition["detail"]["share"])}
    return None


def practical_of(enrolment: Enrolment, block_id: str) -> dict[str, Any]:
    """How a practical stands: `passed`, `observed` (times) and `ready` (nothing else is left to do)."""
    for condition in enrolment.progress.conditions_of("practical"):
        if condition["id"] == block_id:
            return {
                "passed": condition["done"],
                "observed": condition["detail"]["observed"],
                "ready": enrolment.progress.awaits_practical,
            }
    return {"passed": False, "observed": 0, "ready": False}
