"""What learners and assessors read, and what the sweep looks for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, TextField, Value, When, Window
from django.db.models.functions import Cast, Coalesce, RowNumber
from django.utils import timezone
from wagtail.models import TaskState

from courses.models import (
    Enrolment,
    LessonVersion,
    ModuleText,
    ModuleVersion,
    RobotAttempt,
    RobotExercise,
    Submission,
)
from courses.models.enrolments import EnrolmentQuerySet
from courses.models.versions import text_in
from courses.structure import Exercise, exercises_in
from lms.accounts.models import User
from lms.core.registry import completions_to_repeat
from lms.lrs.models import Statement
from lms.organisations.models import Role
from lms.organisations.queries import fieldlabs_of

# Before every statement.
NOTHING_SEEN = datetime(2000, 1, 1, tzinfo=UTC)
TELLING_TAKES = timedelta(minutes=10)
# A robot program that waits for longer than this was lost on its way to a worker, or its worker was killed.
WAITING_TAKES = timedelta(minutes=2)
CHECKING_TAKES = timedelta(minutes=5)


def own_enrolments(user: User) -> EnrolmentQuerySet:
    """The learner's own enrolments with everything that a list or a lesson says about them."""
    return Enrolment.objects.filter(user=user).select_related("version__fieldlab", "progress", "completion")


def enrolments_to_repeat(completed: Iterable[UUID]) -> set[UUID]:
    """Of these completed enrolments those whose module may be taken again, says who issues credentials."""
    ids = list(completed)
    return set().union(*completions_to_repeat.run(ids).values()) if ids else set()


def assessable_enrolments(user: User) -> EnrolmentQuerySet:
    """Enrolments in modules of the fieldlabs where `user` is an assessor."""
    return Enrolment.objects.filter(version__fieldlab__in=fieldlabs_of(user, Role.ASSESSOR))


def assesses_somewhere(user: User) -> bool:
    return fieldlabs_of(user, Role.ASSESSOR).exists()


def open_for_assessment(user: User) -> QuerySet[Enrolment]:
    """Who follows a module with a practical where `user` is an assessor; who waits longest comes first."""
    return (
        assessable_enrolments(user)
        .open()
        .exclude(user=user)
        .exclude(version__rule__practicals=[])
        .select_related("user", "version", "version__fieldlab", "progress")
        .order_by("-progress__awaits_practical", "progress__last_step_at", "enrolled_at")
    )


def lessons_in_languages(
    enrolment: Enrolment, with_content_of: UUID | None = None
) -> dict[str, list[LessonVersion]]:
    """The lessons of the enrolment's version per language, in order, in one query.

    Only the lesson `with_content_of` in the enrolment's own languages has its content.
    """
    lessons = LessonVersion.objects.filter(version=enrolment.version).defer("content").order_by("position")
    if with_content_of:
        languages = [enrolment.language, enrolment.version.source_language]
        wanted = When(key=with_content_of, language__in=languages, then=Cast("content", TextField()))
        lessons = lessons.annotate(raw_content=Case(wanted, default=Value("[]"), output_field=TextField()))
    found: dict[str, list[LessonVersion]] = {}
    for lesson in lessons:
        if with_content_of:
            lesson.content = lesson.raw_content  # type: ignore[attr-defined]  # annotated above
        found.setdefault(lesson.language, []).append(lesson)
    return found


def outline_of(enrolment: Enrolment) -> list[LessonVersion]:
    """The lessons in the enrolment's language, or else in the module's own, without content."""
    found = lessons_in_languages(enrolment)
    return found.get(enrolment.language) or found[enrolment.version.source_language]


def text_of(enrolment: Enrolment) -> ModuleText:
    """Title and summary of the enrolment's version in its language."""
    texts = texts_of([enrolment.version_id])
    return text_in(list(texts), enrolment.language, enrolment.version.source_language)


def texts_of(versions: list[int]) -> QuerySet[ModuleText]:
    """Titles and summaries of versions, in every language."""
    return ModuleText.objects.filter(version__in=versions).only("version_id", "language", "title", "summary")


def texts_and_offers(enrolments: list[Enrolment]) -> QuerySet[ModuleText]:
    """Titles and summaries of the versions of these enrolments, and of those offered now of the same modules."""
    own = Q(version__in={item.version_id for item in enrolments})
    offered = Q(
        version__superseded_at=None,
        version__withdrawn_at=None,
        version__module_key__in={item.module_key for item in enrolments},
    )
    texts = ModuleText.objects.filter(own | offered).select_related("version")
    return texts.defer("description", "prerequisites", "outcomes", "version__rule")


def newer_versions(enrolments: list[Enrolment]) -> QuerySet[ModuleVersion]:
    """The versions offered now of the modules of these enrolments."""
    return ModuleVersion.objects.newest().filter(module_key__in={item.module_key for item in enrolments})


def enrolments_behind_their_statements() -> QuerySet[Enrolment]:
    """Open enrolments with a newer statement from outside than their progress has seen.

    Our own statements are stored with their progress in one transaction. What of the others was certainly seen is
    in `computed_to`; the index `statement_outside` holds no others.
    """
    unseen = Statement.objects.filter(
        stored__gt=Coalesce(OuterRef("progress__computed_to"), Value(NOTHING_SEEN)),
        registration=OuterRef("pk"),
        record_store_key__isnull=False,
    )
    return Enrolment.objects.open().filter(Exists(unseen), progress__sealed_at=None)


def enrolments_behind_their_version() -> QuerySet[Enrolment]:
    """Enrolments that moved along to a version, and whose progress was computed by another one."""
    return Enrolment.objects.open().filter(progress__sealed_at=None).exclude(progress__version=F("version"))


def submissions_to_tell() -> QuerySet[Submission]:
    """Modules that wait for a decision, and of which the colleagues who may decide were not told.

    Who is busy telling them has TELLING_TAKES for it; after that it is taken for lost.
    """
    return Submission.objects.filter(
        Q(telling_since=None) | Q(telling_since__lt=timezone.now() - TELLING_TAKES),
        reviewers_told_at=None,
        task_state__status=TaskState.STATUS_IN_PROGRESS,
    )


def enrolments_without_completion() -> QuerySet[Enrolment]:
    """Enrolments whose rule is met and that have no completion yet."""
    return Enrolment.objects.open().filter(progress__complete=True)


def exercise_content(exercise: RobotExercise) -> dict[str, Exercise]:
    """What the lesson of a version says of its robot exercise, per language, in one query."""
    lessons = LessonVersion.objects.filter(version=exercise.version_id, key=exercise.lesson)
    return {
        lesson.language: found
        for lesson in lessons
        for found in exercises_in(lesson.content.raw_data)
        if found.id == str(exercise.block_id)
    }


def lost_attempts() -> QuerySet[RobotAttempt]:
    """Robot programs that wait for their turn, or to be checked to the end, and no worker has them any more."""
    now = timezone.now()
    return RobotAttempt.objects.filter(
        Q(state=RobotAttempt.State.QUEUED)
        | Q(state=RobotAttempt.State.RUNNING, started_at__lt=now - CHECKING_TAKES),
        queued_at__lt=now - WAITING_TAKES,
    )


def attempts_ahead(attempt: RobotAttempt) -> int:
    """How many programs are checked before this one; 0 where it is being checked or over.

    All earlier ones of the learner, and one of everybody else: of nobody two are checked at a time.
    """
    if attempt.state != RobotAttempt.State.QUEUED:
        return 0
    before = RobotAttempt.objects.waiting().filter(made_at__lt=attempt.made_at).exclude(pk=attempt.pk)
    learners = list(before.order_by().values_list("enrolment__user", flat=True))
    own = learners.count(attempt.enrolment.user_id)
    return own + len(set(learners) - {attempt.enrolment.user_id})


def last_attempts(enrolment: Enrolment, lesson: UUID, most: int) -> list[RobotAttempt]:
    """A learner's last attempts at each exercise of a lesson, the newest first, in one query.

    Only the newest of each has its program and results. `handed_in` is how often the exercise was, as it counts.
    """
    counted = Q(kind=RobotAttempt.Kind.HAND_IN) & ~Q(state=RobotAttempt.State.FAILED)
    attempts = (
        RobotAttempt.objects.filter(enrolment=enrolment, lesson=lesson)
        .defer("program", "results")
        .annotate(
            place=Window(RowNumber(), partition_by="block_id", order_by=F("made_at").desc()),
            handed_in=Window(Count("pk", filter=counted), partition_by="block_id"),
            raw_program=Case(When(place=1, then=Cast("program", TextField())), output_field=TextField()),
            raw_results=Case(When(place=1, then=Cast("results", TextField())), output_field=TextField()),
        )
        .filter(place__lte=most)
        .order_by("-made_at")
    )
    found = list(attempts)
    for attempt in found:
        if attempt.place == 1:  # type: ignore[attr-defined]  # annotated above, as the other two
            attempt.program = json.loads(attempt.raw_program)  # type: ignore[attr-defined]
            attempt.results = json.loads(attempt.raw_results)  # type: ignore[attr-defined]
    return found


def counted_hand_ins(attempts: QuerySet[RobotAttempt]) -> QuerySet[RobotAttempt]:
    """Those that count where an exercise has a limit: what was handed in, unless it could not be checked."""
    return attempts.filter(kind=RobotAttempt.Kind.HAND_IN).exclude(state=RobotAttempt.State.FAILED)
