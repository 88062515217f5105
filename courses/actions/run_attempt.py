"""Check a robot program that was tried or handed in, and write what came of it: once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from courses.actions.record_progress import record_progress
from courses.exercises.checking import CheckBroken, Result, check_within, code_of, too_long
from courses.exercises.programs import bytes_of
from courses.exercises.scenarios import Situation, situations_of
from courses.models import Enrolment, RobotAttempt
from courses.queries import CHECKING_TAKES, exercise_content
from courses.robot_steps import attempt_activity
from courses.steps import store_steps
from courses.structure import Exercise
from lms.accounts.models import User
from lms.core.queue import queue_on_commit
from lms.lrs import statements
from lms.lrs.content.attachments import ReceivedFiles

# A program whose check breaks the process so often is given back to its learner.
MOST_RUNS = 3
# The traces of this many attempts are kept; of older ones only what came of them.
TRACES_KEPT = 10


def run_attempt(*, attempt_id: UUID | str) -> RobotAttempt | None:
    """Check the attempt and store *passed* or *failed* with its progress; none where there is nothing to do.

    The statement's id is the attempt's. The check itself runs outside of any transaction, in a process of its own;
    one that was lost is taken up again. Of each learner one is checked at a time, so that nobody holds all
    workers; the next has its turn then. Raises CheckBroken, as long as it may be tried again.
    """
    attempt = _claim(attempt_id)
    if attempt is None:
        return None
    try:
        return _check(attempt)
    finally:
        _let_next(attempt)


def _check(attempt: RobotAttempt) -> RobotAttempt | None:
    texts = exercise_content(attempt.exercise)
    content = texts[attempt.exercise.version.source_language]
    situations = _situations(attempt, content)
    try:
        checked = check_within(
            [(attempt.program, situation.cell) for situation in situations],
            engine=attempt.engine,
            seconds=settings.ROBOT_CHECK_SECONDS,
        )
    except CheckBroken:
        if attempt.runs < MOST_RUNS:
            _put_back(attempt)
            raise
        return _give_back(attempt, RobotAttempt.Reason.BROKEN)
    missing = len(situations) - len(checked)
    results = [*checked, *[too_long(attempt.engine)] * missing]
    return _finish(attempt, situations, results, texts)


def _claim(attempt_id: UUID | str) -> RobotAttempt | None:
    """Take the attempt up, unless somebody has it, it is over, or another one of its learner is being checked."""
    now = timezone.now()
    is_lost = Q(started_at__lt=now - CHECKING_TAKES)
    running = RobotAttempt.objects.filter(state=RobotAttempt.State.RUNNING)
    free = Q(state=RobotAttempt.State.QUEUED) | Q(is_lost, state=RobotAttempt.State.RUNNING)
    with transaction.atomic():
        # One worker at a time asks whether this learner has another one.
        whose = RobotAttempt.objects.filter(pk=attempt_id).values("enrolment__user")
        learner = User.objects.select_for_update(no_key=True).filter(pk__in=whose).first()
        attempt = RobotAttempt.objects.select_for_update().filter(free, pk=attempt_id).first()
        others = running.filter(enrolment__user=learner).exclude(is_lost).exclude(pk=attempt_id)
        if attempt is None or others.exists():
            return None
        if attempt.runs >= MOST_RUNS:
            _give_back(attempt, RobotAttempt.Reason.BROKEN)
            return None
        attempt.state = RobotAttempt.State.RUNNING
        attempt.started_at = now
        attempt.runs += 1
        attempt.save(update_fields=["state", "started_at", "runs"])
    return RobotAttempt.objects.select_related("exercise__version", "enrolment").get(pk=attempt.pk)


def _let_next(attempt: RobotAttempt) -> None:
    """Give the learner's oldest program that waits to a worker; where that is lost, the sweep finds it."""
    waiting = RobotAttempt.objects.filter(
        enrolment__user=attempt.enrolment.user_id, state=RobotAttempt.State.QUEUED
    )
    following = waiting.exclude(pk=attempt.pk).order_by("made_at").values_list("pk", flat=True).first()
    if following:
        queue_on_commit("courses.tasks.run_robot_attempt", str(following))


def _situations(attempt: RobotAttempt, content: Exercise) -> list[Situation]:
    """Handed in: all. Tried: the scenario that was chosen, or all that are visible."""
    situations = situations_of(content, attempt.exercise.cells_by_id)
    if attempt.kind == RobotAttempt.Kind.HAND_IN:
        return situations
    return [
        situation
        for situation in situations
        if not situation.scenario.hidden and attempt.scenario in ("", situation.scenario.id)
    ]


def _finish(
    attempt: RobotAttempt, situations: Sequence[Situation], results: Sequence[Result], texts: dict[str, Exercise]
) -> RobotAttempt | None:
    with transaction.atomic():
        enrolment = Enrolment.objects.lock_and_get(attempt.enrolment_id)
        locked = RobotAttempt.objects.select_for_update().filter(pk=attempt.pk, runs=attempt.runs).first()
        if locked is None or locked.is_over:
            return None
        if not enrolment.is_open:
            return _give_back(locked, RobotAttempt.Reason.CLOSED)
        locked.enrolment = enrolment
        locked.state = RobotAttempt.State.DONE
        locked.ended_at = timezone.now()
        locked.passed = all(result["passed"] for result in results)
        locked.results = [
            {
                "scenario": situation.scenario.id,
                "hidden": situation.scenario.hidden,
                "result": _outcome(result) if situation.scenario.hidden else result,
            }
            for situation, result in zip(situations, results, strict=True)
        ]
        locked.summary = _summary(results)
        locked.save(update_fields=["state", "ended_at", "passed", "results", "summary"])
        _store(locked, results, {language: item.title for language, item in texts.items()})
        record_progress(enrolment_id=enrolment.pk)
        _forget_old_traces(locked)
    return locked


def _summary(results: Sequence[Result]) -> dict[str, object]:
    goals = [goal["passed"] for result in results for goal in result["goals"]]
    return {
        "cycle_time": max(result["cycle_time"] for result in results),
        "goals": len(goals),
        "goals_passed": sum(goals),
        "failure": next((code for result in results if (code := code_of(result))), None),
    }


def _outcome(result: Result) -> Result:
    """What is kept of a hidden scenario: nothing to play."""
    return {name: value for name, value in result.items() if name not in {"trace", "log"}}


def _store(attempt: RobotAttempt, results: Sequence[Result], titles: dict[str, str]) -> None:
    program = bytes_of(attempt.program)
    with ReceivedFiles() as files:
        file = statements.program_file(program)
        files.by_sha2[file.sha2] = file
        store_steps(
            attempt.enrolment,
            statements.simulated(
                passed=bool(attempt.passed),
                kind=attempt.kind,
                engine=attempt.engine,
                cycle_time=attempt.summary["cycle_time"],
                collisions=sum(result["collisions"] for result in results),
                failure=attempt.summary["failure"] or "",
                scaled=sum(result["score"] for result in results) / len(results),
                program=program,
                program_name={"nl": "robotprogramma", "en": "robot program", "de": "Roboterprogramm"},
                statement_id=attempt.pk,
                timestamp=attempt.ended_at,
                **attempt_activity(attempt, titles),
            ),
            files=files,
        )


def _put_back(attempt: RobotAttempt) -> None:
    """Back into the queue, where the sweep finds it, unless another worker has it or a newer one waits by now."""
    with transaction.atomic():
        Enrolment.objects.lock_and_get(attempt.enrolment_id)
        running = RobotAttempt.objects.filter(pk=attempt.pk, runs=attempt.runs, state=RobotAttempt.State.RUNNING)
        newer = RobotAttempt.objects.filter(
            enrolment=attempt.enrolment_id,
            lesson=attempt.lesson,
            block_id=attempt.block_id,
            state=RobotAttempt.State.QUEUED,
        )
        if not newer.exists():
            running.update(state=RobotAttempt.State.QUEUED)
        elif running.exists():
            _give_back(attempt, RobotAttempt.Reason.REPLACED)


def _give_back(attempt: RobotAttempt, reason: str) -> RobotAttempt:
    """Say why it was not checked; nothing is stored of it, and the learner may send it again."""
    attempt.state = RobotAttempt.State.FAILED
    attempt.reason = reason
    attempt.ended_at = timezone.now()
    attempt.save(update_fields=["state", "reason", "ended_at"])
    return attempt


def _forget_old_traces(attempt: RobotAttempt) -> None:
    own = RobotAttempt.objects.filter(
        enrolment=attempt.enrolment_id, lesson=attempt.lesson, block_id=attempt.block_id, state="done"
    )
    for old in own.order_by("-made_at")[TRACES_KEPT : TRACES_KEPT + 2]:
        old.results = [item | {"result": _outcome(item["result"])} for item in old.results]
        old.save(update_fields=["results"])
