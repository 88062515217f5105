"""Programs that are not taken in, and whose they are."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from courses.actions.hand_in_program import hand_in_program
from courses.actions.run_attempt import run_attempt
from courses.actions.save_program import save_program
from courses.actions.try_program import try_program
from courses.actions.withdraw import withdraw
from courses.models import Enrolment, LessonVersion, RobotAttempt
from courses.robot_steps import ProgramRefused, TooManyAttempts
from courses.robotics.reading import from_text
from courses.steps import StepRefused
from lms.lrs.models import Statement
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory
from tests.factories.robots import COLLIDING, LAZY, SOLUTION, hand_in, place_of, scenario_id, try_out

pytestmark = pytest.mark.django_db


def test_own_attempts_have_a_limit_where_the_trainer_sets_one() -> None:
    version = ModuleVersionFactory(lessons=1, questions=0, exercise={"attempts": 1})
    enrolment = EnrolmentFactory(version=version)
    hand_in(enrolment, COLLIDING)
    with pytest.raises(StepRefused):
        hand_in_program(**place_of(enrolment), program=from_text(SOLUTION), step=uuid4())
    assert try_out(enrolment).passed is True


def test_hidden_scenario_can_not_be_tried(enrolment: Enrolment) -> None:
    with pytest.raises(LessonVersion.DoesNotExist):
        try_program(
            **place_of(enrolment),
            program=from_text(SOLUTION),
            step=uuid4(),
            scenario=scenario_id(enrolment, hidden=True),
        )


def test_of_a_hidden_scenario_nothing_is_kept_to_play(enrolment: Enrolment) -> None:
    attempt = hand_in(enrolment, COLLIDING)
    shown, hidden = attempt.results
    assert shown["result"]["trace"]["joints"]
    assert "trace" not in hidden["result"]
    assert "log" not in hidden["result"]


@pytest.mark.parametrize(
    "program",
    [
        None,
        {},
        {"passed": True},
        {"version": 1, "main": [{"id": "a", "op": "teleport"}]},
        {"version": 1, "main": [{"id": "a", "op": "repeat", "times": 2, "body": []}]},
        {"version": 1, "main": [], "passed": True, "trace": []},
        {"version": 1, "main": [{"id": "a", "op": "moveL", "to": {"pose": dict.fromkeys("xyz", float("nan"))}}]},
    ],
)
def test_what_is_no_program_of_the_exercise_is_refused(enrolment: Enrolment, program: Any) -> None:
    with pytest.raises(ProgramRefused):
        hand_in_program(**place_of(enrolment), program=program, step=uuid4())
    with pytest.raises(ProgramRefused):
        try_program(**place_of(enrolment), program=program, step=uuid4())
    assert RobotAttempt.objects.count() == 0
    assert Statement.objects.filter(raw__contains="simulation").count() == 0


def test_closed_enrolment_takes_nothing_in(enrolment: Enrolment) -> None:
    place = place_of(enrolment)
    waiting = hand_in_program(**place, program=from_text(SOLUTION), step=uuid4())
    withdraw(by=enrolment.user, enrolment_id=enrolment.pk)
    for call in (
        lambda: save_program(**place, program=from_text(LAZY)),
        lambda: try_program(**place, program=from_text(LAZY), step=uuid4()),
        lambda: hand_in_program(**place, program=from_text(LAZY), step=uuid4()),
    ):
        with pytest.raises(StepRefused):
            call()
    run_attempt(attempt_id=waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("failed", "closed")
    assert not Statement.objects.filter(id=waiting.pk).exists()


def test_somebody_elses_enrolment_is_not_there(enrolment: Enrolment) -> None:
    other = EnrolmentFactory(version=enrolment.version)
    place = place_of(enrolment) | {"by": other.user}
    with pytest.raises(Enrolment.DoesNotExist):
        hand_in_program(**place, program=from_text(SOLUTION), step=uuid4())
    with pytest.raises(Enrolment.DoesNotExist):
        save_program(**place, program=from_text(SOLUTION))


def test_step_of_somebody_else_is_refused(enrolment: Enrolment) -> None:
    step = uuid4()
    hand_in(enrolment, SOLUTION, step)
    other = EnrolmentFactory(version=enrolment.version)
    from lms.lrs.records import StatementConflict

    with pytest.raises(StatementConflict):
        hand_in_program(**place_of(other), program=from_text(SOLUTION), step=step)
    assert RobotAttempt.objects.count() == 1


def test_learner_who_sends_too_many_waits(enrolment: Enrolment, settings: Any) -> None:
    settings.ROBOT_ATTEMPTS_PER_MINUTE = 2
    for _ in range(2):
        try_program(**place_of(enrolment), program=from_text(LAZY), step=uuid4())
    with pytest.raises(TooManyAttempts) as refused:
        try_program(**place_of(enrolment), program=from_text(LAZY), step=uuid4())
    assert refused.value.seconds > 0
