"""With what fieldlabs sign, and the lists in which the state of their credentials stands."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.organisations.models import Fieldlab


class SigningKey(models.Model):
    """A key of a fieldlab's ring. Retired public keys stay in its DID document, so that old credentials verify.

    Per algorithm one key signs (active) and one stands ready (next): it is published before its first signature.
    """

    class Algorithm(models.TextChoices):
        ED25519 = "Ed25519"
        RSA = "RSA"
        P256 = "P-256"

    class State(models.TextChoices):
        NEXT = "next", _("next")
        ACTIVE = "active", _("active")
        RETIRED = "retired", _("retired")
        COMPROMISED = "compromised", _("compromised")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    fieldlab = models.ForeignKey(Fieldlab, models.PROTECT, related_name="signing_keys")
    algorithm = models.CharField(max_length=20, choices=Algorithm, default=Algorithm.ED25519)
    state = models.CharField(max_length=20, choices=State, default=State.ACTIVE)
    # Ed25519 as Multikey, the others as JWK: in the form that the DID document shows.
    public_key_multibase = models.CharField(max_length=200, blank=True)
    public_key_jwk = models.JSONField(null=True)
    # The private key under a data key of its own, and that under the key-encryption key (AES-256-GCM).
    wrapped_private_key = models.BinaryField()
    wrapped_data_key = models.BinaryField()
    # Which key-encryption key wraps the data key: the site's own, or that of a key management service.
    wrapped_by = models.CharField(max_length=20, default="local")
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["fieldlab", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                "fieldlab", "algorithm", name="signing_key_one_active", condition=Q(state="active")
            ),
            models.UniqueConstraint(
                "fieldlab", "algorithm", name="signing_key_one_next", condition=Q(state="next")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fieldlab} {self.algorithm} {self.state}"


class Signature(models.Model):
    """The audit line of one signature: which key signed what, when. Never changed, never removed."""

    signing_key = models.ForeignKey(SigningKey, models.PROTECT, related_name="signatures")
    made_at = models.DateTimeField(default=timezone.now)
    # `eddsa-rdfc-2022`, `RS256` or `ES256`.
    suite = models.CharField(max_length=20)
    # The `id` of what was signed, and the SHA-256 of the signed bytes as they went out.
    document_id = models.CharField(max_length=250)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["signing_key", "-made_at"]
        indexes = [models.Index("signing_key", "made_at", name="signature_of_key")]

    def __str__(self) -> str:
        return f"{self.suite} {self.document_id}"


class StatusList(models.Model):
    """A BitstringStatusList of a fieldlab; `signed` is what is served, byte for byte.

    A set bit says "do not accept now": suspended or revoked (decision record 0019).
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    fieldlab = models.ForeignKey(Fieldlab, models.PROTECT, related_name="status_lists")
    length = models.PositiveIntegerField(default=131_072)
    signed = models.BinaryField(default=bytes)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["fieldlab", "pk"]

    def __str__(self) -> str:
        return f"{self.fieldlab} {self.pk}"
