"""What the steps of a robot exercise have in common: finding it, and taking a program in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courses.exercises.programs import Program, bytes_of, canonical, fingerprint, operations_in
from courses.models import Enrolment, LessonVersion, RobotAttempt, RobotExercise, RobotWork
from courses.queries import counted_hand_ins, exercise_content
from courses.robotics.program import ProgramError
from courses.steps import StepRefused, block_activity, lock_own_enrolment, require_open, step_time, store_steps
from courses.structure import Exercise
from lms.accounts.models import User
from lms.core.queue import queue_on_commit
from lms.lrs import statements
from lms.lrs.keys.rates import limiter
from lms.lrs.vocabulary import INITIALIZED, ActivityType

PROGRAM_BYTES = 64 * 1024
# Where what was tried hangs, below the exercise itself: progress looks at what was handed in.
TRY = "try"


class ProgramRefused(StepRefused):
    """What was sent is no program that this exercise takes; `path` says where, empty for all of it."""

    def __init__(self, reason: str | Promise, path: str = "") -> None:
        super().__init__(reason)
        self.path = path


class NewerWork(StepRefused):
    """Another device, or another tab, saved `work` since this one last heard of it."""

    def __init__(self, reason: str | Promise, work: RobotWork) -> None:
        super().__init__(reason)
        self.work = work


class ProgramTooLarge(StepRefused):
    """More than PROGRAM_BYTES."""


class TooManyAttempts(StepRefused):
    """More in a minute than one learner may send; `seconds` until the next one."""

    def __init__(self, reason: str | Promise, seconds: int) -> None:
        super().__init__(reason)
        self.seconds = seconds


def require_rate(user: User) -> None:
    """Raises TooManyAttempts. Call it outside of the step's transaction: what is refused counts as well."""
    seconds = limiter.seconds_to_wait(f"robot:{user.pk}", settings.ROBOT_ATTEMPTS_PER_MINUTE)
    if seconds:
        message = _("That is fast. Wait %(seconds)d seconds and try again; your program is kept.")
        raise TooManyAttempts(message % {"seconds": seconds}, seconds)


def exercise_of_step(enrolment: Enrolment, lesson_key: UUID, block_id: UUID) -> RobotExercise:
    """The exercise of the enrolment's version; raises LessonVersion.DoesNotExist."""
    found = RobotExercise.objects.filter(
        version=enrolment.version_id, lesson=lesson_key, block_id=block_id
    ).first()
    if found is None:
        raise LessonVersion.DoesNotExist
    return found


def require_program(program: Any, allowed: tuple[str, ...]) -> Program:
    """`program` where it is one and uses what is allowed only; else ProgramTooLarge or ProgramRefused."""
    try:
        proper = canonical(program)
    except ProgramError as error:
        if error.reason == "bad_name" and error.path.endswith(".procedure"):
            raise ProgramRefused(
                _("Make a procedure first. Then choose it where you call it."), error.path
            ) from error
        message = _("This is not a robot program. Load the page again and try once more.")
        raise ProgramRefused(f"{message} ({error})", error.path) from error
    if len(bytes_of(proper)) > PROGRAM_BYTES:
        raise ProgramTooLarge(_("This program is too large: 64 kB at most. Use repeat or a procedure."))
    if unknown := operations_in(proper) - set(allowed):
        message = _("This exercise is made without: %(blocks)s.")
        raise ProgramRefused(message % {"blocks": ", ".join(sorted(unknown))})
    return proper


def keep_work(enrolment: Enrolment, exercise: RobotExercise, program: Program | None, text: str) -> RobotWork:
    work, _created = RobotWork.objects.update_or_create(
        enrolment=enrolment,
        lesson=exercise.lesson,
        block_id=exercise.block_id,
        defaults={"text": text, "saved_at": timezone.now()} | ({} if program is None else {"program": program}),
    )
    return work


def work_of(enrolment: Enrolment, exercise: RobotExercise) -> RobotWork | None:
    return RobotWork.objects.filter(
        enrolment=enrolment, lesson=exercise.lesson, block_id=exercise.block_id
    ).first()


def queue_attempt(
    *,
    by: User,
    enrolment_id: UUID,
    lesson_key: UUID,
    block_id: UUID,
    kind: RobotAttempt.Kind,
    program: Any,
    step: UUID,
    scenario: str = "",
) -> RobotAttempt:
    """Take in a program to be checked: with *initialized*, whose id is `step`, and a task that checks it.

    The same step with the same program is the same attempt. Whatever of the learner's still waits for its turn is
    replaced; what was handed in is not replaced by what is only tried. The work in hand stays as it is: by now it
    may be further than what is sent. Raises DoesNotExist for what is not theirs, StepRefused and its kinds above.
    """
    require_rate(by)
    with transaction.atomic():
        enrolment = lock_own_enrolment(by=by, enrolment_id=enrolment_id)
        exercise = exercise_of_step(enrolment, lesson_key, block_id)
        own = RobotAttempt.objects.filter(enrolment=enrolment, lesson=lesson_key, block_id=block_id)
        if known := own.filter(step=step).first():
            require_same(known, program, kind, scenario)
            return known
        require_open(enrolment)
        texts = exercise_content(exercise)
        content = texts[enrolment.version.source_language]
        program = require_program(program, content.operations)
        if scenario and scenario not in {item.id for item in content.scenarios if not item.hidden}:
            raise LessonVersion.DoesNotExist
        if kind == RobotAttempt.Kind.HAND_IN:
            require_attempt_left(own, content)
        make_room(own, kind)
        attempt = RobotAttempt(
            enrolment=enrolment,
            exercise=exercise,
            lesson=lesson_key,
            block_id=block_id,
            kind=kind,
            scenario=scenario,
            step=step,
            program=program,
            program_sha256=fingerprint(program),
            engine=exercise.engine,
        )
        # First the statement: an id that is taken is refused by it.
        say_initialized(attempt, {language: item.title for language, item in texts.items()})
        attempt.save(force_insert=True)
        queue_on_commit("courses.tasks.run_robot_attempt", str(attempt.pk))
        return attempt


def say_initialized(attempt: RobotAttempt, titles: dict[str, str]) -> None:
    store_steps(
        attempt.enrolment,
        statements.step(
            verb=INITIALIZED,
            activity_type=ActivityType.SIMULATION,
            statement_id=attempt.step,
            timestamp=step_time(attempt.enrolment, None),
            context_extensions=statements.attempt_kind(attempt.kind),
            **attempt_activity(attempt, titles),
        ),
    )


def require_same(known: RobotAttempt, program: Any, kind: str, scenario: str) -> None:
    if not is_same(known.program, program) or known.kind != kind or known.scenario != scenario:
        raise StepRefused(_("This was sent before with another program. Load the page again."))


def is_same(known: Program, sent: Any) -> bool:
    try:
        return canonical(sent) == known
    except ProgramError:
        return False


def require_attempt_left(own: Any, content: Exercise) -> None:
    if content.attempts and counted_hand_ins(own).count() >= content.attempts:
        raise StepRefused(_("You have handed in as often as this exercise allows. You can still try."))


def make_room(own: Any, kind: RobotAttempt.Kind) -> None:
    """End what still waits for its turn: one program per learner and exercise does."""
    queued = own.filter(state=RobotAttempt.State.QUEUED)
    if kind == RobotAttempt.Kind.TRY and queued.filter(kind=RobotAttempt.Kind.HAND_IN).exists():
        raise StepRefused(_("What you handed in waits to be checked. Try again after that."))
    queued.update(state=RobotAttempt.State.FAILED, reason=RobotAttempt.Reason.REPLACED, ended_at=timezone.now())


def attempt_activity(attempt: RobotAttempt, titles: Mapping[str, str]) -> dict[str, Any]:
    """Arguments for lms.lrs.statements.step: the exercise, or below it what was only tried."""
    activity = block_activity(attempt.enrolment, attempt.lesson, attempt.block_id, titles)
    if attempt.kind == RobotAttempt.Kind.TRY:
        activity["parent"] = [activity["activity_id"]]
        activity["activity_id"] = statements.activity_id_of(attempt.lesson, f"{attempt.block_id}/{TRY}")
    return activity
