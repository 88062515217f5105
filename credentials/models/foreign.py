"""Credentials of other issuers that a holder keeps here: the exact bytes, and what our checks said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from lms.accounts.models import User


class ForeignCredentialQuerySet(models.QuerySet["ForeignCredential"]):
    def visible_to(self, user: User) -> ForeignCredentialQuerySet:
        """One's own; what others may see goes through shares."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class ForeignCredential(models.Model):
    """A credential that its holder brought: `document` is what was received, byte for byte.

    `report` is the last check (`verify.report.Report.to_json`, with the document that was read), `holder` says
    whether it names the person who keeps it. The title, the issuer and the dates are as in the document.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        UNKNOWN = "unknown", _("could not check")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="foreign_credentials")
    document = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    # How it came: json, jwt, png, svg or pdf.
    received = models.CharField(max_length=10)
    # Where it was fetched from, if it came as a link.
    source = models.CharField(max_length=2100, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    report = models.JSONField()
    checked_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Answer)
    holder = models.CharField(max_length=10, choices=Answer)
    # By what it names the person, or why that could not be checked: a code of `wallet.holding`.
    holder_reason = models.CharField(max_length=40)
    title = models.CharField(max_length=255)
    issuer = models.CharField(max_length=255)
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)

    objects = ForeignCredentialQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [models.UniqueConstraint("user", "sha256", name="foreign_credential_once")]

    def __str__(self) -> str:
        return self.title
