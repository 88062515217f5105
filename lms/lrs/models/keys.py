"""Who may speak to the record store: keys of clients and machines, and what a learner's session is given."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.organisations.models import Fieldlab
from lms.organisations.permissions import is_operator
from lms.organisations.queries import managed_fieldlabs

if TYPE_CHECKING:
    from lms.accounts.models import User


class RecordStoreKeyQuerySet(models.QuerySet["RecordStoreKey"]):
    def valid(self, at: datetime | None = None) -> RecordStoreKeyQuerySet:
        """Keys that open the record store at the moment `at` (now where it is left out)."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at or timezone.now()), revoked_at=None)

    def visible_to(self, user: User) -> RecordStoreKeyQuerySet:
        """Keys of the fieldlabs that `user` manages; the operator manages all."""
        if not user.is_authenticated:
            return self.none()
        return self if is_operator(user) else self.filter(fieldlab__in=managed_fieldlabs(user))


class RecordStoreKey(models.Model):
    """A client's Basic credentials; bound to one fieldlab. Secrets are kept as SHA-256 only."""

    class Kind(models.TextChoices):
        CLIENT = "client", _("program")
        # Speaks only of activities below `activity_prefix`.
        DEVICE = "device", _("machine")
        # Nobody's own: it vouches for what comes with a LaunchCredential, and revoked it ends all of them.
        SESSIONS = "sessions", _("learner sessions")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    fieldlab = models.ForeignKey(Fieldlab, models.CASCADE, related_name="record_store_keys")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CLIENT)
    label = models.CharField(_("name"), max_length=100)
    key = models.CharField(_("key"), max_length=64, unique=True)
    secret_digest = models.CharField(max_length=64, editable=False)
    # After a change of the secret the one before is good for a while, so that the client loses nothing.
    previous_digest = models.CharField(max_length=64, blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, blank=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    activity_prefix = models.CharField(_("its own activities"), max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # To the minute, or else every request would write.
    used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RecordStoreKeyQuerySet.as_manager()

    class Meta:
        ordering = ["fieldlab__name", "label"]
        verbose_name = _("record store key")
        verbose_name_plural = _("record store keys")
        constraints = [
            models.CheckConstraint(
                name="record_store_key_prefix_of_devices",
                condition=(
                    (Q(kind="device") & ~Q(activity_prefix="")) | (~Q(kind="device") & Q(activity_prefix=""))
                ),
            ),
            models.UniqueConstraint(
                "fieldlab", name="record_store_key_one_for_sessions", condition=Q(kind="sessions", revoked_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.fieldlab})"

    @property
    def is_valid(self) -> bool:
        """Whether it opens the record store now: as `RecordStoreKeyQuerySet.valid` says."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())


class LaunchCredential(models.Model):
    """What a lesson or package in a learner's browser is given: short-lived, for one registration and activity.

    It writes statements of this learner about this activity and what lies below it, and its state; nothing else.
    """

    record_store_key = models.ForeignKey(RecordStoreKey, models.CASCADE, related_name="launches")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    registration = models.UUIDField()
    activity = models.CharField(max_length=500)
    key = models.CharField(max_length=64, unique=True)
    secret_digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.activity} until {self.expires_at:%Y-%m-%d %H:%M}"

    @property
    def is_valid(self) -> bool:
        """Whether it opens the record store now: it, the learner's account and the fieldlab's key still do."""
        return self.expires_at > timezone.now() and self.user.is_active and self.record_store_key.is_valid


class RequestAllowance(models.Model):
    """How many requests a key may still make: a token bucket (lms/lrs/keys/rates.py). An old row is a full one."""

    name = models.CharField(max_length=80, primary_key=True)
    tokens = models.FloatField()
    # Seconds since 1970, by the web servers' clocks.
    filled_at = models.FloatField(db_index=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.tokens:.0f}"
