"""Robot exercises: the library of cells, what publishing pins of it, and what learners make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.enrolments import Enrolment
from courses.models.versions import ModuleVersion
from lms.organisations.models import Fieldlab
from lms.organisations.queries import editable_fieldlabs

if TYPE_CHECKING:
    from lms.accounts.models import User


class RobotCellQuerySet(models.QuerySet["RobotCell"]):
    def visible_to(self, user: User) -> RobotCellQuerySet:
        """The cells of the fieldlabs where `user` is trainer or manager; all for superusers."""
        return self.filter(fieldlab__in=editable_fieldlabs(user)) if user.is_authenticated else self.none()


def may_write_cells(user: User, fieldlab: Fieldlab) -> bool:
    """Whether `user` may add cells to the library of `fieldlab`: its trainers, its managers and superusers."""
    return editable_fieldlabs(user).filter(pk=fieldlab.pk).exists()


class RobotCell(models.Model):
    """A robot cell of a fieldlab's library; `data` is the engine's cell, version 1 (mm and degrees)."""

    fieldlab = models.ForeignKey(Fieldlab, models.PROTECT, related_name="robot_cells")
    title = models.CharField(_("title"), max_length=120)
    data = models.JSONField()
    # The name of the library file that it was copied from; an imported module finds its cell by it.
    library_name = models.CharField(max_length=80, blank=True, editable=False)
    # Made by the form that a copy was asked for with: sent again, it is the same copy.
    step = models.UUIDField(null=True, unique=True, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    objects = RobotCellQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("robot cell")
        verbose_name_plural = _("robot cells")

    def __str__(self) -> str:
        return self.title


class RobotExercise(models.Model):
    """An exercise of a module version, with the cell and the engine as they were when it was published.

    Its texts, scenarios and programs are in the lesson's content. `cells` are the engine's cells, version 1, by
    the id that they had in the library.
    """

    version = models.ForeignKey(ModuleVersion, models.CASCADE, related_name="robot_exercises")
    lesson = models.UUIDField()  # the LessonVersion's key
    block_id = models.UUIDField()
    cells = models.JSONField()
    engine = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint("version", "lesson", "block_id", name="robot_exercise_once")]

    def __str__(self) -> str:
        return f"{self.lesson}/{self.block_id}"

    @property
    def cells_by_id(self) -> dict[int, dict[str, Any]]:
        return {int(cell): data for cell, data in self.cells.items()}


class RobotWork(models.Model):
    """The program that a learner has in hand. `text` is what they typed where that is no program yet."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="robot_work")
    lesson = models.UUIDField()
    block_id = models.UUIDField()
    program = models.JSONField(null=True)
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("enrolment", "lesson", "block_id", name="robot_work_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.lesson}/{self.block_id}"


class RobotAttemptQuerySet(models.QuerySet["RobotAttempt"]):
    def waiting(self) -> RobotAttemptQuerySet:
        return self.filter(state__in=[RobotAttempt.State.QUEUED, RobotAttempt.State.RUNNING])


class RobotAttempt(models.Model):
    """A program that was tried or handed in; `uuid` is the id of the statement with its result.

    `step` was made by the browser: sent again it is the same attempt, and the id of the statement that it began.
    `results` is a list of {scenario, hidden, result} in the order of the scenarios.
    """

    class Kind(models.TextChoices):
        TRY = "try", _("Tried")
        HAND_IN = "hand-in", _("Handed in")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waits for its turn")
        RUNNING = "running", _("Is being checked")
        DONE = "done", _("Checked")
        FAILED = "failed", _("Not checked")

    class Reason(models.TextChoices):
        """Why an attempt was not checked."""

        REPLACED = "replaced", _("A newer program of yours took its place.")
        CLOSED = "closed", _("The module was closed before it was checked.")
        BROKEN = "broken", _("Checking it failed. Your program is kept: try again.")
        TOO_LONG = "too_long", _("Checking it took too long. Make the program shorter, or end its loops.")

    uuid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="robot_attempts")
    exercise = models.ForeignKey(RobotExercise, models.PROTECT, related_name="attempts")
    # As in the exercise: versions share them.
    lesson = models.UUIDField()
    block_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    scenario = models.CharField(max_length=40, blank=True)
    step = models.UUIDField(unique=True)
    program = models.JSONField()
    program_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    engine = models.CharField(max_length=10)
    passed = models.BooleanField(null=True)
    results = models.JSONField(default=list)
    # Of all scenarios together: {cycle_time, goals, goals_passed, failure}; lists read it, and not the results.
    summary = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    # When it was last given to a worker, and when one took it up; the sweep finds what was lost.
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    runs = models.PositiveSmallIntegerField(default=0)

    objects = RobotAttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        indexes = [
            models.Index(fields=["queued_at"], name="robot_waiting", condition=Q(state__in=["queued", "running"])),
            models.Index(fields=["enrolment", "lesson", "block_id", "-made_at"], name="robot_own_attempts"),
            models.Index(fields=["block_id", "program_sha256"], name="robot_same_program"),
        ]
        constraints = [
            models.UniqueConstraint(
                "enrolment", "lesson", "block_id", name="robot_one_queued", condition=Q(state="queued")
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED}

    def visible_results(self) -> list[dict[str, Any]]:
        """What may leave the server of each scenario; of hidden ones only `hidden_summary` does."""
        return [item for item in self.results if not item["hidden"]]
