from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from credentials.models import Share
from lms.accounts.models import User


def take_back_share(*, by: User, share: Share) -> Share:
    """End a link now; a link that has ended stays as it is. Raises PermissionDenied (the holder only)."""
    if share.user_id != by.pk:
        raise PermissionDenied
    with transaction.atomic():
        if Share.objects.filter(pk=share.pk, revoked_at=None).update(revoked_at=timezone.now()):
            for item in share.items.filter(credential__isnull=False).select_related("credential"):
                log(item.credential, "credentials.share.take_back", user=by, data={"share": str(share.uuid)})
    share.refresh_from_db()
    return share
