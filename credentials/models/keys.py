"""With what fieldlabs sign, and the lists in which the state of their credentials stands."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.organisations.models import Fieldlab


class SigningKey(models.Model):
    """A fieldlab's key. Retired public keys stay in its DID document, so that old credentials verify."""

    class State(models.TextChoices):
        NEXT = "next", _("next")
        ACTIVE = "active", _("active")
        RETIRED = "retired", _("retired")
        COMPROMISED = "compromised", _("compromised")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    fieldlab = models.ForeignKey(Fieldlab, models.PROTECT, related_name="signing_keys")
    algorithm = models.CharField(max_length=20, default="Ed25519")
    state = models.CharField(max_length=20, choices=State, default=State.ACTIVE)
    public_key_multibase = models.CharField(max_length=200)
    # The private key under a data key of its own, and that under the key-encryption key (AES-256-GCM).
    wrapped_private_key = models.BinaryField()
    wrapped_data_key = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["fieldlab", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                "fieldlab", "algorithm", name="signing_key_one_active", condition=Q(state="active")
            )
        ]

    def __str__(self) -> str:
        return f"{self.fieldlab} {self.algorithm} {self.state}"


class StatusList(models.Model):
    """A BitstringStatusList of a fieldlab; `signed` is what is served, byte for byte."""

    class Purpose(models.TextChoices):
        REVOCATION = "revocation"
        SUSPENSION = "suspension"

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    fieldlab = models.ForeignKey(Fieldlab, models.PROTECT, related_name="status_lists")
    purpose = models.CharField(max_length=20, choices=Purpose)
    length = models.PositiveIntegerField(default=131_072)
    signed = models.BinaryField(default=bytes)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["fieldlab", "purpose", "pk"]

    def __str__(self) -> str:
        return f"{self.fieldlab} {self.purpose}"
