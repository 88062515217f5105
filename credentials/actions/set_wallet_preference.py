from __future__ import annotations

from django.db import transaction
from wagtail.log_actions import log

from credentials.models import WalletPreference
from lms.accounts.models import User


def set_wallet_preference(*, by: User, expiry_mail: bool) -> WalletPreference:
    """Say whether one wants e-mail before one's own credentials end; the wallet tells it in any case."""
    with transaction.atomic():
        preference, _made = WalletPreference.objects.update_or_create(
            user=by, defaults={"expiry_mail": expiry_mail}
        )
        log(preference, "credentials.set_wallet_preference", user=by, data={"expiry_mail": expiry_mail})
    return preference
