"""What is issued: definitions, awards, signed bytes, and every change of state."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Completion, ModuleVersion
from credentials.models.keys import SigningKey, StatusList
from lms.organisations.models import Fieldlab, Membership, Role

if TYPE_CHECKING:
    from lms.accounts.models import User


class Achievement(models.Model):
    """The definition of a micro-credential: of one module version in one language. Immutable."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="achievements")
    language = models.CharField(max_length=5)
    with_practical = models.BooleanField()
    name = models.CharField(max_length=255)
    definition = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint("version", "language", "with_practical", name="achievement_once")]

    def __str__(self) -> str:
        return self.name


class CredentialQuerySet(models.QuerySet["Credential"]):
    def visible_to(self, user: User) -> CredentialQuerySet:
        """One's own credentials. What others may see goes through shares and consents."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def managed_by(self, user: User) -> CredentialQuerySet:
        """Credentials that `user` may suspend and revoke: of the fieldlabs they manage; the operator all."""
        if not user.is_authenticated:
            return self.none()
        memberships = Membership.objects.current().filter(user=user)
        if user.is_superuser or memberships.filter(role=Role.OPERATOR).exists():
            return self
        return self.filter(fieldlab__in=memberships.filter(role=Role.MANAGER).values("fieldlab"))


class Credential(models.Model):
    """One achievement awarded to one person; once per completion."""

    class State(models.TextChoices):
        VALID = "valid", _("valid")
        SUSPENDED = "suspended", _("suspended")
        REVOKED = "revoked", _("revoked")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    completion = models.OneToOneField(Completion, models.PROTECT, related_name="credential")
    achievement = models.ForeignKey(Achievement, models.PROTECT, related_name="credentials")
    fieldlab = models.ForeignKey(Fieldlab, models.PROTECT, related_name="credentials")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="credentials")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=State, default=State.VALID)
    revocation_list = models.ForeignKey(StatusList, models.PROTECT, related_name="+")
    suspension_list = models.ForeignKey(StatusList, models.PROTECT, related_name="+")
    # Random and never used again in its lists; the same index in both.
    status_index = models.PositiveIntegerField()
    # When the worker was told by e-mail.
    announced_at = models.DateTimeField(null=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("credential")
        constraints = [
            models.UniqueConstraint("revocation_list", "status_index", name="credential_revocation_index"),
            models.UniqueConstraint("suspension_list", "status_index", name="credential_suspension_index"),
        ]
        indexes = [
            models.Index("id", name="credential_not_announced", condition=Q(announced_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.achievement}: {self.user}"


class CredentialIssue(models.Model):
    """The signed bytes, exactly. A corrected credential has a later issue of the same id."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    credential = models.ForeignKey(Credential, models.PROTECT, related_name="issues")
    signing_key = models.ForeignKey(SigningKey, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    document = models.BinaryField()

    class Meta:
        ordering = ["credential", "-issued_at"]

    def __str__(self) -> str:
        return str(self.uuid)


class StateChange(models.Model):
    """A credential's state from a moment on, with who changed it and why: its state on any date is known.

    Only the first one, at issuing, has no reason.
    """

    credential = models.ForeignKey(Credential, models.PROTECT, related_name="state_changes")
    state = models.CharField(max_length=20, choices=Credential.State)
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["changed_at"]
        indexes = [models.Index("changed_at", name="state_changed_by_hand", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.credential_id} {self.state}"
