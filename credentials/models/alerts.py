"""That a holder was warned of a credential's end, and whether they want e-mail about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from credentials.models.credentials import Credential


class ExpiryAlert(models.Model):
    """One warning of one end: 90, 30 or 7 days before, or 0 where it is overdue.

    It is written down before any e-mail is sent. A credential that is renewed has a later end, of which is warned
    anew.
    """

    credential = models.ForeignKey(Credential, models.CASCADE, related_name="expiry_alerts")
    # The end that it warns of; where there is none, when recertification is due.
    valid_until = models.DateTimeField()
    days = models.PositiveSmallIntegerField()
    noted_at = models.DateTimeField(default=timezone.now)
    # Empty where the holder wants no e-mail, or the process died in the moment of sending.
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-noted_at"]
        constraints = [models.UniqueConstraint("credential", "valid_until", "days", name="expiry_alert_once")]

    def __str__(self) -> str:
        return f"{self.credential_id} {self.valid_until:%Y-%m-%d} -{self.days}"


class WalletPreference(models.Model):
    """What a holder chose for the wallet; without a row everything is as it is here."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="wallet_preference")
    expiry_mail = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.user_id}"
