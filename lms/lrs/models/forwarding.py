"""Other record stores that get what comes in here: where to, how far, and what they would not take."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.lrs.models.statements import Statement
from lms.organisations.models import Fieldlab, Role, current_roles

if TYPE_CHECKING:
    from lms.accounts.models import User


class ForwardingDestinationQuerySet(models.QuerySet["ForwardingDestination"]):
    def visible_to(self, user: User) -> ForwardingDestinationQuerySet:
        """All for the operator, nothing for others: where data goes to is decided for the network."""
        if user.is_authenticated and (user.is_superuser or Role.OPERATOR in current_roles(user)):
            return self
        return self.none()


class ForwardingDestination(models.Model):
    """A record store that gets the statements of one fieldlab, or of all, in the order of their transactions.

    The position is the last statement dealt with, as (transaction, seq): a seq alone is given out before its
    transaction ends, so that a lower one may come later (docs/explanation/decisions).
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=100, unique=True)
    # None: the whole network.
    fieldlab = models.ForeignKey(
        Fieldlab, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fieldlab")
    )
    endpoint = models.CharField(_("address"), max_length=500)
    key = models.CharField(_("key"), max_length=200)
    wrapped_secret = models.BinaryField()
    verbs = models.JSONField(_("only these verbs"), default=list, blank=True)
    activities = models.JSONField(_("only these activities"), default=list, blank=True)

    transaction = models.BigIntegerField(default=0)
    seq = models.BigIntegerField(default=0)
    sent = models.BigIntegerField(default=0)
    # Who sends at the moment: one at a time, and somebody else only when this one is silent for too long.
    sender = models.UUIDField(null=True, blank=True, editable=False)
    sender_until = models.DateTimeField(null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.TextField(blank=True)
    last_error_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = ForwardingDestinationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("forwarding destination")
        verbose_name_plural = _("forwarding destinations")

    def __str__(self) -> str:
        return self.name


class ForwardingRefusal(models.Model):
    """A statement that a destination would not take, and why; the others went on."""

    destination = models.ForeignKey(ForwardingDestination, models.CASCADE, related_name="refusals")
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="refusals", db_constraint=False)
    status = models.PositiveSmallIntegerField()
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["destination", "statement"], name="refused_once")]

    def __str__(self) -> str:
        return f"{self.destination}: {self.statement_id} ({self.status})"
