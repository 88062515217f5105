"""Who follows what, how far they are, and that they finished: a chain of rows, each with the next one's sweep."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.versions import ModuleVersion
from lms.organisations.models import Fieldlab


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def open(self) -> EnrolmentQuerySet:
        return self.filter(withdrawn_at=None, completion=None)

    def current(self) -> EnrolmentQuerySet:
        """Those that count: not stopped, and no later turn of the same module came after them."""
        return self.filter(withdrawn_at=None, taken_again_at=None)

    def lock_and_get(self, enrolment_id: UUID | str) -> Enrolment:
        """Lock an enrolment until the transaction ends, then read it with version, progress, completion and user.

        In two queries: PostgreSQL reads what is joined to a locked row as it was before it waited for the lock,
        and two tabs would each have the last attempt. Raises Enrolment.DoesNotExist outside of this queryset.
        """
        locked = self.select_for_update(of=("self",)).only("pk").get(pk=enrolment_id)
        return Enrolment.objects.select_related("version__fieldlab", "progress", "completion", "user").get(
            pk=locked.pk
        )


class Enrolment(models.Model):
    """One learner in one version of one module; `id` is the xAPI registration."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="enrolments")
    module_key = models.UUIDField()
    major = models.PositiveIntegerField()
    language = models.CharField(max_length=5)
    enrolled_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    # A completed one: when the learner began the module once more, in another enrolment.
    taken_again_at = models.DateTimeField(null=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-enrolled_at"]
        verbose_name = _("enrolment")
        constraints = [
            models.UniqueConstraint(
                "user",
                "module_key",
                "major",
                name="enrolment_once",
                condition=Q(withdrawn_at=None, taken_again_at=None),
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_completed(self) -> bool:
        return hasattr(self, "completion")

    @property
    def is_open(self) -> bool:
        """Whether steps may still be taken; a closed one may be read."""
        return self.withdrawn_at is None and not self.is_completed


class Progress(models.Model):
    """How far an enrolment is: computed from statements by record_progress, and by nothing else.

    `conditions` is progress_rules' answer per condition of the version's rule.
    """

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, primary_key=True, related_name="progress")
    # The version whose rule this was computed by; the sweep finds rows that moved along since.
    version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="+")
    conditions = models.JSONField(default=list)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    score = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    complete = models.BooleanField(default=False)
    last_lesson = models.UUIDField(null=True)
    last_step_at = models.DateTimeField(null=True)
    # Only the practical is left: the assessors' list.
    awaits_practical = models.BooleanField(default=False)
    # Stored time of the newest statement from outside that this was computed from; the sweep compares it.
    computed_to = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["complete"], name="progress_complete", condition=Q(complete=True)),
            models.Index(
                fields=["awaits_practical"], name="progress_practical", condition=Q(awaits_practical=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"

    def conditions_of(self, kind: str) -> list[dict[str, Any]]:
        return [condition for condition in self.conditions if condition["kind"] == kind]

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0


class Completion(models.Model):
    """That an enrolment met its rule; once, and never undone by recomputing."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, primary_key=True, related_name="completion")
    version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="completions")
    fieldlab = models.ForeignKey(Fieldlab, models.PROTECT, related_name="completions")
    completed_at = models.DateTimeField()
    score = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    with_practical = models.BooleanField()

    class Meta:
        ordering = ["-completed_at"]

    def __str__(self) -> str:
        return f"{self.enrolment_id} ({self.completed_at:%Y-%m-%d})"
