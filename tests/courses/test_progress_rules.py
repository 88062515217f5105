from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.next_lesson import next_lesson
from courses.progress_rules import (
    ExerciseRule,
    LessonRule,
    PracticalRule,
    ProgressResult,
    QuestionRule,
    Rule,
    build_rule,
    compute,
)
from lms.lrs.vocabulary import ANSWERED, ATTENDED, COMPLETED, EXPERIENCED, FAILED, PASSED, SATISFIED, Verb

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


def test_progress_of_nothing_is_nothing() -> None:
    result = compute(RULE, [])
    assert (result.done, result.total, result.score, result.complete) == (0, 6, Decimal(0), False)
    assert (result.last_lesson, result.last_step_at) == (None, None)


def test_progress_is_complete_when_every_condition_is_met() -> None:
    result = compute(RULE, EVERYTHING)
    assert (result.done, result.total, result.score, result.complete) == (6, 6, Decimal(1), True)


@pytest.mark.parametrize("missing", range(len(EVERYTHING)))
def test_progress_is_not_complete_when_one_condition_is_missing(missing: int) -> None:
    result = compute(RULE, EVERYTHING[:missing] + EVERYTHING[missing + 1 :])
    assert result.complete is False


def test_rule_without_conditions_is_never_complete() -> None:
    assert compute(Rule(), EVERYTHING).complete is False


def test_lesson_is_done_by_completed_only() -> None:
    result = compute(RULE, [said(EXPERIENCED, LESSONS[0]), completed(1)])
    assert [item.done for item in result.conditions if item.kind == "lesson"] == [False, True]


def test_completed_about_a_block_does_not_finish_the_lesson() -> None:
    result = compute(RULE, [said(COMPLETED, f"{LESSONS[0]}/{QUESTIONS[0]}")])
    assert condition(result, "lesson").done is False


def test_question_right_once_stays_right() -> None:
    result = compute(RULE, [answered(0, right=True, minute=1), answered(0, right=False, minute=2)])
    assert condition(result, "question", QUESTIONS[0]).done is True


def test_question_shows_the_right_answer_given_or_else_the_last() -> None:
    wrong = [
        answered(0, right=False, minute=1, response="a"),
        answered(0, right=False, minute=2, response="b[,]c"),
    ]
    detail = condition(compute(RULE, wrong), "question").detail
    assert (detail["attempts"], detail["chosen"], detail["statement"]) == (2, ["b", "c"], str(wrong[1].id))
    right = answered(0, right=True, minute=3, response="d")
    detail = condition(compute(RULE, [*wrong, right]), "question").detail
    assert (detail["attempts"], detail["chosen"]) == (3, ["d"])


def test_question_counts_the_first_attempts_only() -> None:
    tries = [answered(0, right=number == 3, minute=number) for number in (1, 2, 3)]
    assert condition(compute(replace(RULE, attempts=2), tries), "question").done is False
    assert condition(compute(replace(RULE, attempts=3), tries), "question").done is True
    assert condition(compute(replace(RULE, attempts=0), tries), "question").done is True


def test_question_id_in_another_lesson_is_another_question() -> None:
    elsewhere = said(ANSWERED, f"{LESSONS[1]}/{QUESTIONS[0]}", success=True)
    assert condition(compute(RULE, [elsewhere]), "question", QUESTIONS[0]).done is False


@pytest.mark.parametrize(("right", "mark", "met"), [(4, 80, True), (3, 80, False), (3, 60, True), (5, 100, True)])
def test_score_is_right_answers_of_all_questions_against_the_pass_mark(right: int, mark: int, met: bool) -> None:
    lesson = LESSONS[0]
    rule = Rule(
        lessons=(LessonRule(lesson),),
        questions=tuple(QuestionRule(f"q{number}", lesson, False) for number in range(5)),
        pass_mark=mark,
    )
    answers = [said(ANSWERED, f"{lesson}/q{number}", success=True) for number in range(right)]
    result = compute(rule, answers)
    assert condition(result, "score").done is met
    assert result.score == Decimal(right) / 5


def test_score_is_none_without_questions() -> None:
    result = compute(replace(RULE, questions=()), EVERYTHING)
    assert (result.score, result.complete, result.total) == (None, True, 5)


def test_practical_passed_stays_passed() -> None:
    result = compute(RULE, [observed(True, minute=1), observed(False, minute=2)])
    assert condition(result, "practical").done is True


def test_practical_may_be_passed_after_failing() -> None:
    failed = observed(False, minute=1)
    assert condition(compute(RULE, [failed]), "practical").detail["observed"] == 1
    assert condition(compute(RULE, [failed, observed(True, minute=2)]), "practical").done is True


def test_exercise_is_done_once_a_program_that_was_handed_in_has_passed() -> None:
    failed = [handed_in(False, minute=1, failure="dropped"), handed_in(False, minute=2)]
    detail = condition(compute(RULE, failed), "exercise").detail
    assert (detail["attempts"], detail["failure"], detail["statement"]) == (2, "collision", str(failed[1].id))
    passed = handed_in(True, minute=3)
    after = condition(compute(RULE, [*failed, passed, handed_in(False, minute=4)]), "exercise")
    assert (after.done, after.detail["attempts"], after.detail["statement"]) == (True, 4, str(passed.id))
    assert "failure" not in after.detail


def test_exercise_that_was_only_tried_is_not_done() -> None:
    result = condition(compute(RULE, [tried(True)]), "exercise")
    assert (result.done, result.detail["attempts"]) == (False, 0)


def test_exercise_of_another_lesson_is_another_one() -> None:
    elsewhere = said(PASSED, f"{LESSONS[1]}/{EXERCISE}", success=True)
    assert condition(compute(RULE, [elsewhere]), "exercise").done is False


def test_rule_from_before_there_were_exercises_asks_for_none() -> None:
    data = RULE.to_json()
    del data["exercises"]
    rule = Rule.from_json(data)
    assert rule == replace(RULE, exercises=())
    assert compute(rule, EVERYTHING).complete is True


def test_waiting_for_the_practical_means_that_nothing_else_is_left() -> None:
    assert compute(RULE, EVERYTHING[:-1]).ready_for_practical is True
    assert compute(RULE, EVERYTHING[1:-1]).ready_for_practical is False
    assert compute(RULE, EVERYTHING).ready_for_practical is False


def test_last_lesson_is_where_the_latest_step_was_by_its_own_time() -> None:
    offline = replace(completed(0, minute=9), stored=START + timedelta(days=1))
    result = compute(RULE, [offline, answered(1, right=False, minute=10)])
    assert result.last_lesson == LESSONS[1]
    assert result.last_step_at == START + timedelta(days=1)


def test_statements_about_the_module_itself_do_not_move_the_learner() -> None:
    result = compute(RULE, [said(SATISFIED, str(uuid4()))])
    assert (result.last_lesson, result.last_step_at, result.done) == (None, None, 0)


def test_statements_without_an_activity_are_passed_over() -> None:
    odd = Said(uuid4(), {"verb": {"id": COMPLETED.iri}, "object": {"objectType": "Agent"}}, True, START, START)
    assert compute(RULE, [odd]).done == 0


def test_rule_survives_json() -> None:
    assert Rule.from_json(RULE.to_json()) == RULE


def test_rule_holds_no_answer_key() -> None:
    content = [
        {
            "type": "single_choice",
            "id": "q1",
            "value": {
                "question": "?",
                "choices": [
                    {"type": "item", "id": "a", "value": {"text": "A", "correct": True, "feedback": "f"}},
                    {"type": "item", "id": "b", "value": {"text": "B", "correct": False, "feedback": "f"}},
                ],
                "explanation": "e",
            },
        },
        {
            "type": "practical",
            "id": "p1",
            "value": {
                "title": "T",
                "task": "T",
                "criteria": [{"type": "item", "id": "c1", "value": {"text": "C", "outcome": 1}}],
            },
        },
    ]
    rule = build_rule([("l1", "Les 1", content)], pass_mark=70, attempts=2)
    assert rule.to_json() == {
        "lessons": [{"key": "l1", "title": "Les 1"}],
        "questions": [{"id": "q1", "lesson": "l1", "multiple": False}],
        "practicals": [{"id": "p1", "lesson": "l1", "criteria": ["c1"]}],
        "pass_mark": 70,
        "attempts": 2,
        "videos": [],
        "exercises": [],
        "sessions": 0,
    }


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], 0),
        ([said(EXPERIENCED, LESSONS[0])], 0),
        ([completed(0)], 1),
        ([said(EXPERIENCED, LESSONS[1])], 1),
        ([completed(1)], 0),
        ([completed(0, minute=1), completed(1, minute=2)], 0),
        ([completed(0, minute=1), completed(1, minute=2), answered(0, right=True, minute=3)], 0),
        (
            [
                completed(0, minute=1),
                completed(1, minute=2),
                answered(0, right=True, minute=3),
                handed_in(True, minute=4),
            ],
            1,
        ),
        (EVERYTHING, 1),
    ],
)
def test_next_lesson_is_where_something_is_left_to_do(steps: list[Said], expected: int) -> None:
    result = compute(RULE, steps)
    conditions = [item.to_json() for item in result.conditions]
    assert next_lesson(RULE, conditions, result.last_lesson) == LESSONS[expected]


def test_attendance_counts_each_session_once() -> None:
    result = condition(compute(RULE, [attended(0, minute=1), attended(0, minute=2)]), "attendance")
    assert (result.done, result.detail) == (False, {"needed": 2, "attended": 1, "sessions": [SESSIONS[0]]})
    result = condition(compute(RULE, [attended(1), attended(0)]), "attendance")
    assert (result.done, result.detail["sessions"]) == (True, list(SESSIONS))


def test_attendance_is_no_condition_where_no_session_is_asked_for() -> None:
    result = compute(replace(RULE, sessions=0), [attended(0)])
    assert [item.kind for item in result.conditions if item.kind == "attendance"] == []


def test_rule_of_before_there_were_sessions_asks_for_none() -> None:
    data = RULE.to_json()
    assert Rule.from_json(data) == RULE
    del data["sessions"]
    assert Rule.from_json(data).sessions == 0


STEPS = st.one_of(
    st.builds(completed, st.sampled_from([0, 1]), minute=st.integers(0, 50), own=st.booleans()),
    st.builds(
        answered,
        st.sampled_from([0, 1]),
        right=st.booleans(),
        minute=st.integers(0, 50),
        response=st.sampled_from(["a", "b", "a[,]b"]),
        own=st.booleans(),
    ),
    st.builds(handed_in, st.booleans(), minute=st.integers(0, 50), own=st.booleans()),
    st.builds(tried, st.booleans(), minute=st.integers(0, 50), own=st.booleans()),
    st.builds(observed, st.booleans(), minute=st.integers(0, 50), own=st.booleans()),
    st.builds(attended, st.sampled_from([0, 1]), minute=st.integers(0, 50), own=st.booleans()),
    st.builds(said, st.just(EXPERIENCED), st.sampled_from(LESSONS), minute=st.integers(0, 50)),
)


@given(st.lists(STEPS, max_size=25), st.integers(0, 3), st.randoms())
def test_order_and_duplicates_make_no_difference(steps: list[Said], attempts: int, random: Any) -> None:
    rule = replace(RULE, attempts=attempts)
    shuffled = steps + [item for item in steps if random.random() < 0.5]
    random.shuffle(shuffled)
    assert compute(rule, shuffled) == compute(rule, steps)


@given(st.lists(STEPS, max_size=25))
def test_what_others_vouch_for_never_counts(steps: list[Said]) -> None:
    assert compute(RULE, steps) == compute(RULE, [item for item in steps if item.own])


@given(st.lists(STEPS, max_size=25), STEPS)
def test_one_step_more_never_takes_progress_away(steps: list[Said], later: Said) -> None:
    after = replace(later, timestamp=START + timedelta(days=1))
    assert compute(RULE, [*steps, after]).done >= compute(RULE, steps).done


@given(st.lists(STEPS, max_size=25))
def test_progress_stays_within_its_bounds(steps: list[Said]) -> None:
    result = compute(RULE, steps)
    assert 0 <= result.done <= result.total == 6
    assert result.score is not None
    assert 0 <= result.score <= 1
    assert result.complete == (result.done == result.total)
