from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from credentials.models import ForeignCredential
from lms.accounts.models import User


def remove_foreign(*, by: User, kept: ForeignCredential) -> None:
    """Remove a credential from elsewhere, also from what is shared. Raises PermissionDenied (the holder only)."""
    if kept.user_id != by.pk:
        raise PermissionDenied
    with transaction.atomic():
        log(kept, "credentials.foreign.remove", user=by, data={"sha256": kept.sha256})
        kept.delete()
