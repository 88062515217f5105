from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from credentials.actions.keep_foreign import checked_fields
from credentials.checking.network import check_foreign
from credentials.models import ForeignCredential
from lms.accounts.models import User


def check_foreign_again(*, by: User, kept: ForeignCredential) -> ForeignCredential:
    """Check the kept bytes of a credential from elsewhere as of today.

    Raises PermissionDenied (the holder only).
    """
    if kept.user_id != by.pk:
        raise PermissionDenied
    report = check_foreign(bytes(kept.document))
    checked_at = timezone.now()
    if report.document is None:
        # It was read before, so that is for now (too busy, say): what was known of it stays.
        return kept
    # Nothing to bring back if it was removed meanwhile.
    ForeignCredential.objects.filter(pk=kept.pk).update(**checked_fields(by, report, checked_at))
    return ForeignCredential.objects.filter(pk=kept.pk).first() or kept
