"""Trying and handing in robot programs: what is checked, what is stored, what counts."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from courses.actions.hand_in_program import hand_in_program
from courses.actions.run_attempt import run_attempt
from courses.actions.save_program import save_program
from courses.actions.try_program import try_program
from courses.models import Enrolment, Progress, RobotAttempt, RobotWork
from courses.robotics.reading import from_text
from courses.steps import StepRefused
from lms.lrs.models import Statement, StatementAttachment
from tests.factories.courses import finish_all
from tests.factories.robots import COLLIDING, ENDLESS, LAZY, SOLUTION, hand_in, place_of, scenario_id, try_out

pytestmark = pytest.mark.django_db


EXTENSIONS = "https://demo.skillslab.example/xapi/extensions/"


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


def test_program_in_hand_is_kept(enrolment: Enrolment) -> None:
    place = place_of(enrolment)
    save_program(**place, program=from_text(LAZY))
    save_program(**place, program=None, text="moveX(")
    work = RobotWork.objects.get()
    assert (work.program, work.text) == (from_text(LAZY), "moveX(")
    save_program(**place, program=from_text(SOLUTION))
    work.refresh_from_db()
    assert (work.program, work.text) == (from_text(SOLUTION), "")
