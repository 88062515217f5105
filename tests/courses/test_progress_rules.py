from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from courses.progress_rules import LessonRule, QuestionRule, Rule, build_rule, compute
from lms.lrs.vocabulary import ANSWERED, COMPLETED, EXPERIENCED, PASSED, SATISFIED
from tests.courses.steps_taken import (
    EVERYTHING,
    EXERCISE,
    LESSONS,
    QUESTIONS,
    RULE,
    SESSIONS,
    START,
    Said,
    answered,
    attended,
    completed,
    condition,
    handed_in,
    observed,
    said,
    tried,
)


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
