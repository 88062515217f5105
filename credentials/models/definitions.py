"""Micro-credentials as fieldlabs write them: drafts, what was handed in, and what was published of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credentials.models.content import Content
from lms.organisations.models import Fieldlab
from lms.organisations.queries import editable_fieldlabs

if TYPE_CHECKING:
    from lms.accounts.models import User


class DefinitionQuerySet(models.QuerySet["Definition"]):
    def written_by(self, user: User) -> DefinitionQuerySet:
        """Definitions of the fieldlabs where `user` is trainer or manager; superusers all."""
        return self.filter(fieldlab__in=editable_fieldlabs(user)) if user.is_authenticated else self.none()

    def visible_to(self, user: User) -> DefinitionQuerySet:
        """Those that `user` writes, and those that wait for the fieldlab's outside approver."""
        if not user.is_authenticated:
            return self.none()
        approves = Q(fieldlab__outside_approver=user, submissions__decided_at=None, submissions__isnull=False)
        return self.filter(Q(pk__in=self.model.objects.written_by(user).values("pk")) | approves).distinct()

    def published(self) -> DefinitionQuerySet:
        return self.filter(number__gt=0)


class Definition(models.Model):
    """A micro-credential of a fieldlab: of one module (`module_key`), or of several.

    `number` is that of the newest version, 0 before the first; `content` what was published as that version.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    fieldlab = models.ForeignKey(Fieldlab, models.PROTECT, related_name="definitions")
    module_key = models.UUIDField(null=True)
    number = models.PositiveIntegerField(default=0)
    content = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True)

    objects = DefinitionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("micro-credential")
        verbose_name_plural = _("micro-credentials")
        constraints = [
            models.UniqueConstraint(
                "module_key", name="definition_once_of_module", condition=Q(module_key__isnull=False)
            )
        ]

    def __str__(self) -> str:
        if self.number:
            return self.published_content.name
        newest = self.revisions.first()
        return newest.parsed.name if newest else str(self.uuid)

    @property
    def published_content(self) -> Content:
        return Content.from_json(self.content)


class DefinitionRevision(models.Model):
    """What somebody saved; never changed after that."""

    definition = models.ForeignKey(Definition, models.CASCADE, related_name="revisions")
    content = models.JSONField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.definition_id} @ {self.saved_at:%Y-%m-%d %H:%M}"

    @property
    def parsed(self) -> Content:
        return Content.from_json(self.content)


class DefinitionSubmission(models.Model):
    """A revision that was handed in for approval, and what came of it."""

    class Decision(models.TextChoices):
        APPROVED = "approved", _("approved")
        CHANGES = "changes", _("changes asked for")
        TAKEN_BACK = "taken-back", _("taken back")

    definition = models.ForeignKey(Definition, models.CASCADE, related_name="submissions")
    revision = models.ForeignKey(DefinitionRevision, models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=20, choices=Decision, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    # Of the version that it became.
    number = models.PositiveIntegerField(null=True)
    # When those who may decide were told by e-mail, and since when somebody is busy telling them.
    announced_at = models.DateTimeField(null=True)
    announcing_since = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint("definition", name="definition_one_waiting", condition=Q(decided_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.definition_id} {self.decision or 'waits'}"

    def writers(self) -> set[int]:
        """The ids of all who had a hand in it: who handed it in, and who saved it since the last version."""
        earlier = [item for item in self.definition.submissions.all() if item.pk < self.pk]
        last = max((item.revision_id for item in earlier if item.decision == self.Decision.APPROVED), default=0)
        saved = [item for item in self.definition.revisions.all() if last < item.pk <= self.revision_id]
        return {*(item.saved_by_id for item in saved), self.submitted_by_id}

    def can_be_decided_by(self, user: User, *, colleague: bool | None = None) -> bool:
        """Whether `user` may approve it or ask for changes: a colleague, or the outside approver; no writer.

        `colleague`: whether they write for the fieldlab, where that is known already.
        """
        if not (user.is_authenticated and user.is_active) or user.pk in self.writers():
            return False
        fieldlab = self.definition.fieldlab
        if fieldlab.outside_approver_id == user.pk:
            return True
        if colleague is not None:
            return colleague
        return editable_fieldlabs(user).filter(pk=fieldlab.pk).exists()


class EctsRight(models.Model):
    """That a fieldlab may award ECTS, because the operator said so."""

    fieldlab = models.OneToOneField(Fieldlab, models.CASCADE, related_name="ects_right")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.fieldlab}: ECTS"


class BadgeUpload(models.Model):
    """A picture that a fieldlab made itself, checked; never changed after that."""

    class Kind(models.TextChoices):
        SVG = "image/svg+xml"
        PNG = "image/png"

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    fieldlab = models.ForeignKey(Fieldlab, models.CASCADE, related_name="badge_uploads")
    kind = models.CharField(max_length=20, choices=Kind)
    content = models.BinaryField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.uuid)
