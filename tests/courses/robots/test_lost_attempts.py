"""Attempts whose check was lost or killed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from courses.actions.hand_in_program import hand_in_program
from courses.actions.requeue_attempt import requeue_attempt
from courses.actions.run_attempt import MOST_RUNS, _check, _claim, run_attempt
from courses.exercises.checking import CheckBroken
from courses.models import Enrolment, RobotAttempt
from courses.queries import lost_attempts
from courses.robotics.reading import from_text
from courses.tasks import sweep
from lms.lrs.models import Statement
from tests.factories.robots import SOLUTION, hand_in, place_of

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("runs", [0, MOST_RUNS - 1])
def test_worker_that_was_thought_lost_changes_nothing_any_more(enrolment: Enrolment, runs: int) -> None:
    attempt = hand_in_program(**place_of(enrolment), program=from_text(SOLUTION), step=uuid4())
    RobotAttempt.objects.update(runs=runs)
    late = _claim(attempt.pk)
    assert late is not None
    RobotAttempt.objects.update(started_at=timezone.now() - timedelta(hours=1))
    # Another worker takes it up, or gives it back where it was taken up too often.
    assert bool(_claim(attempt.pk)) is (runs == 0)
    before = RobotAttempt.objects.values().get()
    assert _check(late) is None
    assert RobotAttempt.objects.values().get() == before
    assert not Statement.objects.filter(id=attempt.pk).exists()


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


def test_newer_program_takes_the_place_of_one_whose_check_was_killed(
    enrolment: Enrolment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    killed = tmp_path / "python"
    killed.write_text("#!/bin/sh\nkill -KILL $$\n")
    killed.chmod(0o755)
    attempt = hand_in_program(**place_of(enrolment), program=from_text(f"{SOLUTION}wait(0.7)\n"), step=uuid4())
    running = _claim(attempt.pk)
    assert running is not None
    newer = hand_in_program(**place_of(enrolment), program=from_text(SOLUTION), step=uuid4())
    with monkeypatch.context() as patch:
        patch.setattr("sys.executable", str(killed))
        with pytest.raises(CheckBroken):
            _check(running)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.reason) == ("failed", "replaced")
    run_attempt(attempt_id=newer.pk)
    newer.refresh_from_db()
    assert newer.passed is True
