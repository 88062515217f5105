"""What people see of the traffic without reading statements: counters, refused requests, retention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.lrs.models.keys import RecordStoreKey
from lms.organisations.models import Fieldlab, Role, current_roles

if TYPE_CHECKING:
    from lms.accounts.models import User


class StatementCount(models.Model):
    """How many statements came in within an hour, per fieldlab and client. No key: those of the site itself.

    A task counts them afterwards, so that writing statements touches no shared row. What retention removes stays
    counted: this says what came in, and names nobody.
    """

    tenant = models.ForeignKey(Fieldlab, models.CASCADE, null=True, related_name="+", db_index=False)
    record_store_key = models.ForeignKey(RecordStoreKey, models.CASCADE, null=True, related_name="+")
    # Its first moment, in UTC.
    hour = models.DateTimeField(db_index=True)
    statements = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["tenant", "hour"], name="statement_count_tenant")]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}: {self.statements}"


class CountProgress(models.Model):
    """How far the task has counted: every statement `stored` until then. One row, whose lock lets one count."""

    stored = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.stored)


class RefusedRequest(models.Model):
    """That a client was refused something, and by which rule; nothing of what it sent.

    Kept for a week, and at most the last 200 of each key (lms/lrs/keys/refused.py).
    """

    record_store_key = models.ForeignKey(RecordStoreKey, models.CASCADE, related_name="refusals", db_index=False)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    method = models.CharField(max_length=10)
    resource = models.CharField(max_length=40)
    status = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    clause = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["record_store_key", "-at"], name="refused_request_key")]

    def __str__(self) -> str:
        return f"{self.status} {self.title}"


class RetentionRunQuerySet(models.QuerySet["RetentionRun"]):
    def visible_to(self, user: User) -> RetentionRunQuerySet:
        """All for the operator, nothing for others."""
        if user.is_authenticated and (user.is_superuser or Role.OPERATOR in current_roles(user)):
            return self
        return self.none()

    def unfinished(self) -> RetentionRunQuerySet:
        return self.filter(finished_at=None)


class RetentionRun(models.Model):
    """An order to remove what was stored before a moment, and how far it was carried out.

    The order is the row: a process that ends half-way leaves it unfinished, and the sweep goes on.
    """

    before = models.DateTimeField(_("before"))
    # None: the whole network.
    fieldlab = models.ForeignKey(
        Fieldlab, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fieldlab")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    # The last statement that was looked at.
    seq = models.BigIntegerField(default=0)
    statements = models.BigIntegerField(default=0)
    documents = models.BigIntegerField(default=0)
    attachments = models.BigIntegerField(default=0)
    sealed = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    objects = RetentionRunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("retention run")
        verbose_name_plural = _("retention runs")
        indexes = [
            models.Index(fields=["created_at"], name="retention_unfinished", condition=Q(finished_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.before:%Y-%m-%d}"
