"""Batches: many credentials at once, by somebody's order, to be gone on with after any interruption."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.models import Completion, ModuleVersion
from credentials.models.credentials import Credential
from lms.organisations.models import Fieldlab
from lms.organisations.permissions import is_operator
from lms.organisations.queries import managed_fieldlabs

if TYPE_CHECKING:
    from lms.accounts.models import User


class IssueBatchQuerySet(models.QuerySet["IssueBatch"]):
    def managed_by(self, user: User) -> IssueBatchQuerySet:
        """Batches of the fieldlabs that `user` manages; the operator all."""
        if not user.is_authenticated:
            return self.none()
        return self if is_operator(user) else self.filter(fieldlab__in=managed_fieldlabs(user))


class IssueBatch(models.Model):
    """An order to award the credentials of a fieldlab's completions; of one module version, or of all."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    fieldlab = models.ForeignKey(Fieldlab, models.PROTECT, related_name="issue_batches")
    version = models.ForeignKey(ModuleVersion, models.PROTECT, null=True, related_name="+")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ordered_at = models.DateTimeField(default=timezone.now)
    total = models.PositiveIntegerField()
    finished_at = models.DateTimeField(null=True)

    objects = IssueBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_at"]
        constraints = [
            models.UniqueConstraint("fieldlab", name="issue_batch_one_running", condition=Q(finished_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.fieldlab} {self.ordered_at:%Y-%m-%d %H:%M}"


class IssueBatchItem(models.Model):
    """One completion of a batch: what came of it is either its credential or why there is none."""

    batch = models.ForeignKey(IssueBatch, models.CASCADE, related_name="items")
    completion = models.ForeignKey(Completion, models.CASCADE, related_name="+")
    credential = models.ForeignKey(Credential, models.SET_NULL, null=True, related_name="+")
    problem = models.CharField(max_length=250, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("batch", "completion", name="issue_batch_item_once")]
        indexes = [
            models.Index("batch", "id", name="issue_batch_item_open", condition=Q(credential=None, problem=""))
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.completion_id}"
