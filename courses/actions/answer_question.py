"""Answer a question: the server scores, and keeps the answer key."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.actions.record_progress import record_progress
from courses.models import Enrolment, LessonVersion, Progress
from courses.progress_rules import QuestionRule
from courses.steps import (
    AnswerMissing,
    StepRefused,
    block_activity,
    is_stored,
    lock_own_enrolment,
    require_open,
    rule_of,
    step_time,
    store_steps,
)
from courses.structure import Question, questions_in
from lms.accounts.models import User
from lms.lrs import statements


def answer_question(
    *,
    by: User,
    enrolment_id: UUID,
    lesson_key: UUID,
    block_id: UUID | str,
    chosen: Collection[str],
    step: UUID,
    made_at: datetime | None = None,
) -> Progress:
    """Store *answered* with the server's score; returns the progress, with feedback due on this question.

    `chosen` are ids of choices; `step` becomes the statement's id, so that a repeated form gives the first
    answer's result. Raises DoesNotExist for what is not theirs or not in their version, StepRefused for an
    empty or impossible answer, after the last attempt, and where closed.
    """
    with transaction.atomic():
        enrolment = lock_own_enrolment(by=by, enrolment_id=enrolment_id)
        asked = rule_of(enrolment).question(str(lesson_key), str(block_id))
        if asked is None:
            raise LessonVersion.DoesNotExist
        if is_stored(enrolment, step):
            return enrolment.progress
        require_open(enrolment)
        require_attempt(enrolment, asked)
        in_languages = question_in_languages(enrolment, asked)
        question = in_languages[enrolment.version.source_language]
        answer = require_answer(question, chosen)
        success = answer == question.correct
        store_steps(
            enrolment,
            statements.interaction(
                question={language: item.text for language, item in in_languages.items()},
                choices=choices_in_languages(in_languages),
                correct=sorted(question.correct),
                chosen=sorted(answer),
                success=success,
                scaled=1.0 if success else 0.0,
                timestamp=step_time(enrolment, made_at),
                statement_id=step,
                **block_activity(
                    enrolment, lesson_key, block_id, {key: item.text for key, item in in_languages.items()}
                ),
            ),
        )
        return record_progress(enrolment_id=enrolment.pk)


def require_attempt(enrolment: Enrolment, asked: QuestionRule) -> None:
    """Refuse an answer to a question that is right already, or has no attempts left."""
    allowed = rule_of(enrolment).attempts
    for condition in enrolment.progress.conditions_of("question"):
        if condition["id"] == asked.id and condition["detail"]["lesson"] == asked.lesson:
            if condition["done"]:
                raise StepRefused(_("You have answered this question already, and your answer is right."))
            if allowed and condition["detail"]["attempts"] >= allowed:
                raise StepRefused(_("You have no attempts left for this question."))


def require_answer(question: Question, chosen: Collection[str]) -> frozenset[str]:
    """The answer as a set of ids, or StepRefused where it can't be one."""
    answer = frozenset(chosen)
    if not answer:
        raise AnswerMissing(_("Choose an answer first."))
    if not answer <= question.choice_ids or (len(answer) > 1 and not question.multiple):
        raise StepRefused(_("This is not one of the answers. Reload the page and try again."))
    return answer


def question_in_languages(enrolment: Enrolment, asked: QuestionRule) -> dict[str, Question]:
    """The question per language; ids are the same in every language, and the module's own language has the key."""
    found: dict[str, Question] = {}
    for lesson in LessonVersion.objects.filter(version=enrolment.version, key=asked.lesson):
        for question in questions_in(lesson.content.raw_data):
            if question.id == asked.id:
                found[lesson.language] = question
    return found


def choices_in_languages(in_languages: dict[str, Question]) -> dict[str, dict[str, str]]:
    choices: dict[str, dict[str, Any]] = {}
    for language, question in in_languages.items():
        for choice in question.choices:
            choices.setdefault(choice.id, {})[language] = choice.text
    return choices
