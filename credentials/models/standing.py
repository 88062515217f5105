"""How a credential stands at a moment: its recorded state together with its dates."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from credentials.models import Credential


class Standing(models.TextChoices):
    """What one says of a credential on a day."""

    VALID = "valid", _("valid")
    SUSPENDED = "suspended", _("suspended")
    REVOKED = "revoked", _("revoked")
    EXPIRED = "expired", _("expired")
    NOT_YET = "not-yet", _("not yet issued")


BADGES = {
    Standing.VALID: "success",
    Standing.SUSPENDED: "warning",
    Standing.REVOKED: "danger",
    Standing.EXPIRED: "warning",
    Standing.NOT_YET: "info",
}


def standing_at(
    moment: datetime, *, state: str | None, valid_from: datetime, valid_until: datetime | None
) -> Standing:
    """The standing at `moment` of a credential that was in `state` then (none: not issued yet)."""
    if state is None or valid_from > moment:
        return Standing.NOT_YET
    if state != Credential.State.VALID:
        return Standing(state)
    if valid_until is not None and valid_until < moment:
        return Standing.EXPIRED
    return Standing.VALID


def standing_of(credential: Credential, moment: datetime) -> Standing:
    """The standing of a credential by the state that it has now."""
    return standing_at(
        moment,
        state=credential.state,
        valid_from=credential.valid_from,
        valid_until=credential.valid_until,
    )
