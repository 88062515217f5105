"""Progress as a pure function of statements: the pinned rule and the statements in, progress out.

The order in which statements arrive and how often each one does make no difference. Only statements that
the site itself vouches for count: nobody else's key can post a `passed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from courses.own_statements import (
    StatementLike,
    Step,
    chosen_in,
    failure_of,
    played_of,
    steps_in_order,
)
from courses.segments import ENOUGH, share_of
from courses.structure import RawBlocks, exercises_in, practicals_in, questions_in, videos_in
from lms.lrs.vocabulary import ANSWERED, ATTENDED, COMPLETED, FAILED, PASSED


@dataclass(frozen=True)
class LessonRule:
    key: str
    title: str = ""


@dataclass(frozen=True)
class QuestionRule:
    id: str
    lesson: str
    multiple: bool


@dataclass(frozen=True)
class PracticalRule:
    id: str
    lesson: str
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class VideoRule:
    """A video that has to be watched."""

    id: str
    lesson: str


@dataclass(frozen=True)
class ExerciseRule:
    """A robot exercise of which a program has to pass that was handed in."""

    id: str
    lesson: str


@dataclass(frozen=True)
class Rule:
    """When a module version is complete; holds no answer keys. `attempts` 0 means as often as one likes.

    `sessions` is at how many sessions of the module somebody has to be present; 0 asks for none.
    """

    lessons: tuple[LessonRule, ...] = ()
    questions: tuple[QuestionRule, ...] = ()
    practicals: tuple[PracticalRule, ...] = ()
    pass_mark: int = 80
    attempts: int = 0
    videos: tuple[VideoRule, ...] = ()
    exercises: tuple[ExerciseRule, ...] = ()
    sessions: int = 0

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Rule:
        return cls(
            lessons=tuple(LessonRule(item["key"], item.get("title", "")) for item in data["lessons"]),
            questions=tuple(
                QuestionRule(item["id"], item["lesson"], item["multiple"]) for item in data["questions"]
            ),
            practicals=tuple(
                PracticalRule(item["id"], item["lesson"], tuple(item["criteria"])) for item in data["practicals"]
            ),
            pass_mark=data["pass_mark"],
            attempts=data["attempts"],
            videos=tuple(VideoRule(item["id"], item["lesson"]) for item in data.get("videos", ())),
            exercises=tuple(ExerciseRule(item["id"], item["lesson"]) for item in data.get("exercises", ())),
            sessions=data.get("sessions", 0),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "lessons": [{"key": lesson.key, "title": lesson.title} for lesson in self.lessons],
            "questions": [
                {"id": question.id, "lesson": question.lesson, "multiple": question.multiple}
                for question in self.questions
            ],
            "practicals": [
                {"id": practical.id, "lesson": practical.lesson, "criteria": list(practical.criteria)}
                for practical in self.practicals
            ],
            "pass_mark": self.pass_mark,
            "attempts": self.attempts,
            "videos": [{"id": video.id, "lesson": video.lesson} for video in self.videos],
            "exercises": [{"id": exercise.id, "lesson": exercise.lesson} for exercise in self.exercises],
            "sessions": self.sessions,
        }

    def question(self, lesson: str, id: str) -> QuestionRule | None:
        return next((item for item in self.questions if item.lesson == lesson and item.id == id), None)

    def exercise(self, lesson: str, id: str) -> ExerciseRule | None:
        return next((item for item in self.exercises if item.lesson == lesson and item.id == id), None)

    def practical(self, id: str) -> PracticalRule | None:
        return next((item for item in self.practicals if item.id == id), None)

    def lesson_position(self, key: str) -> int | None:
        return next((position for position, lesson in enumerate(self.lessons) if lesson.key == key), None)


def build_rule(
    lessons: Sequence[tuple[str, str, RawBlocks]], *, pass_mark: int, attempts: int, sessions: int = 0
) -> Rule:
    """Make the rule of a version from its lessons as (key, title, raw content) in the module's own language."""
    return Rule(
        lessons=tuple(LessonRule(str(key), title) for key, title, _content in lessons),
        questions=tuple(
            QuestionRule(question.id, str(key), question.multiple)
            for key, _title, content in lessons
            for question in questions_in(content)
        ),
        practicals=tuple(
            PracticalRule(practical.id, str(key), tuple(criterion.id for criterion in practical.criteria))
            for key, _title, content in lessons
            for practical in practicals_in(content)
        ),
        pass_mark=pass_mark,
        attempts=attempts,
        videos=tuple(
            VideoRule(video.id, str(key))
            for key, _title, content in lessons
            for video in videos_in(content)
            if video.must_watch
        ),
        exercises=tuple(
            ExerciseRule(exercise.id, str(key))
            for key, _title, content in lessons
            for exercise in exercises_in(content)
        ),
        sessions=sessions,
    )


@dataclass(frozen=True)
class Condition:
    """One condition: `kind` is lesson, video, exercise, question, score, practical or attendance.

    Questions are listed for what was answered; what the rule asks of them together is the score.
    """

    kind: str
    id: str
    done: bool
    detail: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "id": self.id, "done": self.done, "detail": self.detail}


@dataclass(frozen=True)
class ProgressResult:
    """How far somebody is. `done` of `total` counts all but single questions."""

    conditions: tuple[Condition, ...]
    score: Decimal | None
    last_lesson: str | None
    last_step_at: datetime | None

    @property
    def required(self) -> list[Condition]:
        return [condition for condition in self.conditions if condition.kind != "question"]

    @property
    def done(self) -> int:
        return sum(condition.done for condition in self.required)

    @property
    def total(self) -> int:
        return len(self.required)

    @property
    def complete(self) -> bool:
        return self.total > 0 and self.done == self.total

    @property
    def ready_for_practical(self) -> bool:
        """Whether only the practical is left to do."""
        left = [condition for condition in self.required if not condition.done]
        return bool(left) and all(condition.kind == "practical" for condition in left)


def compute(rule: Rule, statements: Iterable[StatementLike]) -> ProgressResult:
    """Compute progress from `statements` (unvoided, of one registration)."""
    steps = steps_in_order(statements)
    lessons = [lesson_condition(lesson, steps) for lesson in rule.lessons]
    videos = [video_condition(video, steps) for video in rule.videos]
    exercises = [exercise_condition(exercise, steps) for exercise in rule.exercises]
    questions = [question_condition(question, rule.attempts, steps) for question in rule.questions]
    practicals = [practical_condition(practical, steps) for practical in rule.practicals]
    attendances = [attendance_condition(rule.sessions, steps)] if rule.sessions else []
    right = sum(condition.done for condition in questions)
    scores = []
    if questions:
        detail = {"right": right, "questions": len(questions), "pass_mark": rule.pass_mark}
        scores = [Condition("score", "score", 100 * right >= rule.pass_mark * len(questions), detail)]
    keys = {lesson.key for lesson in rule.lessons}
    in_lessons = [step for step in steps if step.place.partition("/")[0] in keys]
    return ProgressResult(
        conditions=(*lessons, *videos, *exercises, *questions, *scores, *practicals, *attendances),
        score=round(Decimal(right) / len(questions), 4) if questions else None,
        last_lesson=in_lessons[-1].place.partition("/")[0] if in_lessons else None,
        last_step_at=max((step.stored for step in in_lessons), default=None),
    )


def lesson_condition(lesson: LessonRule, steps: list[Step]) -> Condition:
    done = any(step.verb == COMPLETED.iri and step.place == lesson.key for step in steps)
    return Condition("lesson", lesson.key, done)


def video_condition(video: VideoRule, steps: list[Step]) -> Condition:
    """Watched where enough of it was played, in all visits together; a browser's own *completed* says nothing."""
    share = share_of(*played_of(f"{video.lesson}/{video.id}", steps))
    return Condition("video", video.id, share >= ENOUGH, {"lesson": video.lesson, "share": round(share, 2)})


def exercise_condition(exercise: ExerciseRule, steps: list[Step]) -> Condition:
    """Done where a program that was handed in has passed; what was only tried is another activity."""
    place = f"{exercise.lesson}/{exercise.id}"
    checked = [step for step in steps if step.verb in {PASSED.iri, FAILED.iri} and step.place == place]
    passed = next((step for step in checked if step.verb == PASSED.iri), None)
    detail: dict[str, Any] = {"lesson": exercise.lesson, "attempts": len(checked)}
    shown = passed or (checked[-1] if checked else None)
    if shown:
        detail |= {"statement": shown.id, "checked_at": shown.stored.isoformat()}
        if passed is None:
            detail["failure"] = failure_of(shown)
    return Condition("exercise", exercise.id, passed is not None, detail)


def question_condition(question: QuestionRule, attempts: int, steps: list[Step]) -> Condition:
    """Right where one of the attempts that count is; shows the first right answer, else the last one."""
    place = f"{question.lesson}/{question.id}"
    answers = [step for step in steps if step.verb == ANSWERED.iri and step.place == place]
    counted = answers[:attempts] if attempts else answers
    right = next((step for step in counted if step.result.get("success") is True), None)
    detail: dict[str, Any] = {"lesson": question.lesson, "attempts": len(counted)}
    shown = right or (counted[-1] if counted else None)
    if shown:
        detail |= {"chosen": chosen_in(shown), "answered_at": shown.stored.isoformat(), "statement": shown.id}
    return Condition("question", question.id, right is not None, detail)


def practical_condition(practical: PracticalRule, steps: list[Step]) -> Condition:
    """Passed once stays passed: who shows it again later does not lose it."""
    place = f"{practical.lesson}/{practical.id}"
    observed = [step for step in steps if step.verb in {PASSED.iri, FAILED.iri} and step.place == place]
    passed = next((step for step in observed if step.verb == PASSED.iri), None)
    detail: dict[str, Any] = {"lesson": practical.lesson, "observed": len(observed)}
    shown = passed or (observed[-1] if observed else None)
    if shown:
        detail |= {"statement": shown.id, "observed_at": shown.stored.isoformat()}
    return Condition("practical", practical.id, passed is not None, detail)


def attendance_condition(needed: int, steps: list[Step]) -> Condition:
    """Met by being present at `needed` sessions; each counts once, whichever of the module's they are."""
    attended = [step for step in steps if step.verb == ATTENDED.iri and step.place]
    places = sorted({step.place for step in attended})
    detail: dict[str, Any] = {"needed": needed, "attended": len(places), "sessions": places}
    return Condition("attendance", "attendance", len(places) >= needed, detail)
