"""A key opens the record store no longer; what came with it stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from lms.lrs.models import RecordStoreKey
from lms.organisations.permissions import require_manager

if TYPE_CHECKING:
    from lms.accounts.models import User


def revoke_key(*, by: User | None, key: RecordStoreKey) -> None:
    """Revoke `key` at once, with the sessions that it vouches for; again is no error.

    `by` is None where somebody with a shell on the server asks. Raises PermissionDenied (managers of the fieldlab
    and operators only).
    """
    if by is not None:
        require_manager(by, key.fieldlab)
    with transaction.atomic():
        if RecordStoreKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
            log(instance=key, action="lrs.key.revoke", user=by)
    key.refresh_from_db(fields=["revoked_at"])
