"""Trying and handing in robot programs: what is checked, what is stored, what counts."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from courses.actions.hand_in_program import hand_in_program
from courses.actions.requeue_attempt import requeue_attempt
from courses.actions.run_attempt import run_attempt
from courses.actions.save_program import save_program
from courses.actions.try_program import try_program
from courses.actions.withdraw import withdraw
from courses.exercises.checking import CheckBroken
from courses.models import Enrolment, LessonVersion, Progress, RobotAttempt, RobotWork
from courses.queries import lost_attempts
from courses.robot_steps import ProgramRefused, TooManyAttempts
from courses.robotics.reading import from_text
from courses.steps import StepRefused
from courses.tasks import sweep
from lms.lrs.models import Statement, StatementAttachment
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, finish_all
from tests.factories.robots import COLLIDING, ENDLESS, LAZY, SOLUTION, hand_in, place_of, scenario_id, try_out

pytestmark = pytest.mark.django_db

EXTENSIONS = "https://demo.skillslab.example/xapi/extensions/"


@pytest.fixture
def enrolment() -> Enrolment:
    version = ModuleVersionFactory(lessons=2, questions=0, exercise=True)
    return EnrolmentFactory(version=version)  # type: ignore[no-any-return]


def exercise_condition(enrolment: Enrolment) -> dict[str, Any]:
    return Progress.objects.get(pk=enrolment.pk).conditions_of("exercise")[0]


def statement(id: object) -> dict[str, Any]:
    return json.loads(Statement.objects.get(id=id).raw)  # type: ignore[no-any-return]


def test_program_that_is_handed_in_and_passes_completes_the_exercise(enrolment: Enrolment) -> None:
    attempt = hand_in(enrolment)
    assert (attempt.state, attempt.passed) == ("done", True)
    assert [item["hidden"] for item in attempt.results] == [False, True]
    assert exercise_condition(enrolment)["done"] is True
    finish_all(enrolment)
    enrolment.refresh_from_db()
    assert Enrolment.objects.get(pk=enrolment.pk).is_completed


def test_program_that_fails_says_where(enrolment: Enrolment) -> None:
    attempt = hand_in(enrolment, COLLIDING)
    failure = attempt.results[0]["result"]["failure"]
    assert (attempt.passed, failure["code"], failure["block"]) == (False, "collision", "l2")
    assert exercise_condition(enrolment) == {
        "kind": "exercise",
        "id": str(attempt.block_id),
        "done": False,
        "detail": {
            "lesson": str(attempt.lesson),
            "attempts": 1,
            "statement": str(attempt.pk),
            "checked_at": exercise_condition(enrolment)["detail"]["checked_at"],
            "failure": "collision",
        },
    }


def test_program_that_was_only_tried_does_not_count(enrolment: Enrolment) -> None:
    attempt = try_out(enrolment)
    assert attempt.passed is True
    assert [item["hidden"] for item in attempt.results] == [False]
    condition = exercise_condition(enrolment)
    assert (condition["done"], condition["detail"]["attempts"]) == (False, 0)


def test_rebuilt_progress_is_the_same(enrolment: Enrolment) -> None:
    try_out(enrolment, LAZY)
    hand_in(enrolment, COLLIDING)
    hand_in(enrolment)
    before = Progress.objects.filter(pk=enrolment.pk).values().get()
    Progress.objects.filter(pk=enrolment.pk).update(conditions=[], done=0)
    call_command("rebuild_progress")
    assert Progress.objects.filter(pk=enrolment.pk).values().get() == before


def test_attempt_is_two_statements_with_the_program_attached(enrolment: Enrolment) -> None:
    step = uuid4()
    attempt = hand_in(enrolment, COLLIDING, step)
    began, ended = statement(step), statement(attempt.pk)
    activity = f"https://demo.skillslab.example/xapi/activities/{attempt.lesson}/{attempt.block_id}"
    for said, verb in ((began, "initialized"), (ended, "failed")):
        assert said["verb"]["id"].endswith(f"/{verb}")
        assert said["object"]["id"] == activity
        assert said["object"]["definition"]["type"] == "http://adlnet.gov/expapi/activities/simulation"
        assert said["context"]["registration"] == str(enrolment.pk)
        assert said["context"]["extensions"][EXTENSIONS + "attempt-kind"] == "hand-in"
    assert ended["context"]["extensions"][EXTENSIONS + "evidence"] == "server-checked"
    assert ended["result"]["success"] is False
    extensions = ended["result"]["extensions"]
    assert extensions[EXTENSIONS + "failure-code"] == "collision"
    assert extensions[EXTENSIONS + "engine-version"] == "1"
    assert extensions[EXTENSIONS + "collisions"] == 2
    assert extensions[EXTENSIONS + "cycle-time"] > 0
    (said_of,) = ended["attachments"]
    kept = StatementAttachment.objects.get(statement__id=attempt.pk)
    with default_storage.open(kept.file) as file:
        content = file.read()
    assert json.loads(content) == attempt.program
    assert hashlib.sha256(content).hexdigest() == kept.sha2 == said_of["sha2"]
    assert said_of["length"] == len(content)


def test_try_is_another_activity_below_the_exercise(enrolment: Enrolment) -> None:
    attempt = try_out(enrolment)
    said = statement(attempt.pk)
    assert said["object"]["id"].endswith(f"/{attempt.lesson}/{attempt.block_id}/try")
    assert said["context"]["contextActivities"]["parent"][0]["id"].endswith(f"/{attempt.block_id}")
    assert said["context"]["extensions"][EXTENSIONS + "attempt-kind"] == "try"


def test_same_step_is_the_same_attempt(enrolment: Enrolment) -> None:
    step = uuid4()
    first = hand_in(enrolment, SOLUTION, step)
    again = hand_in_program(**place_of(enrolment), program=from_text(SOLUTION), step=step)
    assert (again.pk, again.state) == (first.pk, "done")
    assert RobotAttempt.objects.count() == 1


def test_same_step_with_another_program_is_refused(enrolment: Enrolment) -> None:
    step = uuid4()
    hand_in(enrolment, COLLIDING, step)
    with pytest.raises(StepRefused):
        hand_in_program(**place_of(enrolment), program=from_text(SOLUTION), step=step)
    with pytest.raises(StepRefused):
        try_program(**place_of(enrolment), program=from_text(COLLIDING), step=step)
    assert exercise_condition(enrolment)["done"] is False


def test_same_step_for_another_scenario_is_refused(enrolment: Enrolment) -> None:
    place, program, step = place_of(enrolment), from_text(COLLIDING), uuid4()
    try_program(**place, program=program, step=step)
    with pytest.raises(StepRefused):
        try_program(**place, program=program, step=step, scenario=scenario_id(enrolment, hidden=False))


def test_checking_again_stores_nothing_twice(enrolment: Enrolment) -> None:
    attempt = hand_in(enrolment)
    count = Statement.objects.count()
    assert run_attempt(attempt_id=attempt.pk) is None
    RobotAttempt.objects.filter(pk=attempt.pk).update(state="queued", results=[])
    run_attempt(attempt_id=attempt.pk)
    assert Statement.objects.count() == count
    assert exercise_condition(enrolment)["detail"]["attempts"] == 1


def test_newer_program_replaces_one_that_still_waits(enrolment: Enrolment) -> None:
    older = try_program(**place_of(enrolment), program=from_text(LAZY), step=uuid4())
    newer = hand_in_program(**place_of(enrolment), program=from_text(SOLUTION), step=uuid4())
    older.refresh_from_db()
    assert (older.state, older.reason, newer.state) == ("failed", "replaced", "queued")
    assert run_attempt(attempt_id=older.pk) is None


def test_try_does_not_replace_what_was_handed_in(enrolment: Enrolment) -> None:
    handed_in = hand_in_program(**place_of(enrolment), program=from_text(SOLUTION), step=uuid4())
    with pytest.raises(StepRefused):
        try_program(**place_of(enrolment), program=from_text(LAZY), step=uuid4())
    handed_in.refresh_from_db()
    assert handed_in.state == "queued"


def test_loop_without_end_fails_and_nothing_hangs(enrolment: Enrolment) -> None:
    attempt = hand_in(enrolment, ENDLESS)
    assert attempt.state == "done"
    assert attempt.summary["failure"] in {"endless", "too_long"}


def test_limit_of_time_ends_a_check(enrolment: Enrolment, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.ROBOT_CHECK_SECONDS = 0
    attempt = hand_in(enrolment)
    assert (attempt.state, attempt.passed, attempt.summary["failure"]) == ("done", False, "too_long")


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


def test_program_in_hand_is_kept(enrolment: Enrolment) -> None:
    place = place_of(enrolment)
    save_program(**place, program=from_text(LAZY))
    save_program(**place, program=None, text="moveX(")
    work = RobotWork.objects.get()
    assert (work.program, work.text) == (from_text(LAZY), "moveX(")
    save_program(**place, program=from_text(SOLUTION))
    work.refresh_from_db()
    assert (work.program, work.text) == (from_text(SOLUTION), "")


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


def test_sweep_takes_up_what_was_lost(enrolment: Enrolment, django_capture_on_commit_callbacks: Any) -> None:
    attempt = hand_in_program(**place_of(enrolment), program=from_text(SOLUTION), step=uuid4())
    assert not lost_attempts().exists()
    assert requeue_attempt(attempt_id=attempt.pk) is None
    long_ago = timezone.now() - timedelta(hours=1)
    RobotAttempt.objects.update(state="running", started_at=long_ago, queued_at=long_ago, runs=1)
    sweep()
    assert not lost_attempts().exists()
    run_attempt(attempt_id=attempt.pk)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.passed, attempt.runs) == ("done", True, 2)


def test_attempt_that_breaks_its_worker_each_time_is_given_back(enrolment: Enrolment) -> None:
    attempt = hand_in_program(**place_of(enrolment), program=from_text(SOLUTION), step=uuid4())
    long_ago = timezone.now() - timedelta(hours=1)
    RobotAttempt.objects.update(state="running", started_at=long_ago, queued_at=long_ago, runs=3)
    assert run_attempt(attempt_id=attempt.pk) is None
    attempt.refresh_from_db()
    assert (attempt.state, attempt.reason) == ("failed", "broken")
    # And it may be sent again.
    assert hand_in(enrolment).passed is True


@pytest.mark.parametrize("end", ["kill -TERM $$", "kill -SEGV $$", "kill -KILL $$", "exit 3"])
def test_check_that_is_killed_is_not_the_learners_doing(
    enrolment: Enrolment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, end: str
) -> None:
    attempt = hand_in_program(
        **place_of(enrolment), program=from_text(f"{SOLUTION}wait(0.{sum(end.encode())})\n"), step=uuid4()
    )
    killed = tmp_path / "python"
    killed.write_text(f"#!/bin/sh\n{end}\n")
    killed.chmod(0o755)
    with monkeypatch.context() as patch:
        patch.setattr("sys.executable", str(killed))
        with pytest.raises(CheckBroken):
            run_attempt(attempt_id=attempt.pk)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.passed) == ("queued", None)
    run_attempt(attempt_id=attempt.pk)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.passed) == ("done", True)
