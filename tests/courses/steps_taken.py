"""A rule with one condition of every kind, and the statements that meet it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from courses.progress_rules import ExerciseRule, LessonRule, PracticalRule, ProgressResult, QuestionRule, Rule
from lms.lrs.vocabulary import ANSWERED, ATTENDED, COMPLETED, FAILED, PASSED, Verb

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


LESSONS = ("10000000-0000-4000-8000-000000000001", "10000000-0000-4000-8000-000000000002")


QUESTIONS = ("20000000-0000-4000-8000-000000000001", "20000000-0000-4000-8000-000000000002")


SESSIONS = ("50000000-0000-4000-8000-000000000001", "50000000-0000-4000-8000-000000000002")


EXERCISE = "40000000-0000-4000-8000-000000000001"


PRACTICAL = "30000000-0000-4000-8000-000000000001"


BASE = "https://site.example/xapi/activities/"


RULE = Rule(
    lessons=(LessonRule(LESSONS[0], "Les 1"), LessonRule(LESSONS[1], "Les 2")),
    questions=(QuestionRule(QUESTIONS[0], LESSONS[0], False), QuestionRule(QUESTIONS[1], LESSONS[1], True)),
    practicals=(PracticalRule(PRACTICAL, LESSONS[1], ("a", "b", "c")),),
    pass_mark=80,
    attempts=0,
    exercises=(ExerciseRule(EXERCISE, LESSONS[0]),),
    sessions=2,
)


@dataclass(frozen=True)
class Said:
    id: UUID
    data: dict[str, Any]
    own: bool
    stored: datetime
    timestamp: datetime


def said(verb: Verb, place: str, *, minute: int = 0, own: bool = True, **result: Any) -> Said:
    at = START + timedelta(minutes=minute)
    data = {"verb": {"id": verb.iri}, "object": {"id": BASE + place}, "result": result}
    return Said(uuid4(), data, own, at, at)


def answered(number: int, *, right: bool, minute: int = 0, response: str = "x", own: bool = True) -> Said:
    place = f"{LESSONS[number]}/{QUESTIONS[number]}"
    return said(ANSWERED, place, minute=minute, own=own, success=right, response=response)


def completed(number: int, **given: Any) -> Said:
    return said(COMPLETED, LESSONS[number], **given)


def observed(passed: bool, **given: Any) -> Said:
    return said(PASSED if passed else FAILED, f"{LESSONS[1]}/{PRACTICAL}", success=passed, **given)


def handed_in(passed: bool, *, failure: str = "collision", **given: Any) -> Said:
    extensions = {} if passed else {"https://site.example/xapi/extensions/failure-code": failure}
    place = f"{LESSONS[0]}/{EXERCISE}"
    return said(PASSED if passed else FAILED, place, success=passed, extensions=extensions, **given)


def tried(passed: bool, **given: Any) -> Said:
    return said(PASSED if passed else FAILED, f"{LESSONS[0]}/{EXERCISE}/try", success=passed, **given)


def attended(number: int, **given: Any) -> Said:
    return said(ATTENDED, SESSIONS[number], **given)


EVERYTHING = [
    completed(0, minute=1),
    completed(1, minute=2),
    answered(0, right=True, minute=3),
    answered(1, right=True, minute=4),
    handed_in(True, minute=4),
    attended(0, minute=3),
    attended(1, minute=4),
    observed(True, minute=5),
]


def condition(result: ProgressResult, kind: str, id: str = "") -> Any:
    return next(item for item in result.conditions if item.kind == kind and item.id.startswith(id))
