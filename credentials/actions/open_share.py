from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from credentials.actions.share_by_link import digest_of
from credentials.models import Look, Share


class ShareRefused(Exception):
    """Why a link shows nothing."""


class ShareUnknown(ShareRefused):
    """There never was such a link."""


class ShareEnded(ShareRefused):
    """It was taken back, its end date has passed, or it was used up."""


class ShareAsksFirst(ShareRefused):
    """It works once, so a program that only tries the link must not use it up."""


def open_share(*, token: str, confirmed: bool = False) -> Share:
    """Return the share of a link, and write down that somebody looked at each credential behind it.

    A link that works once is used up by a call with `confirmed`. Raises the classes above.
    """
    now = timezone.now()
    with transaction.atomic():
        share = (
            Share.objects.select_for_update(of=("self",), no_key=True)
            .select_related("user")
            .filter(token_digest=digest_of(token))
            .first()
        )
        if share is None:
            raise ShareUnknown
        if share.revoked_at is not None or share.expires_at <= now:
            raise ShareEnded
        if share.works_once and share.looks.exists():
            raise ShareEnded
        if share.works_once and not confirmed:
            raise ShareAsksFirst
        own: list[int | None] = [pk for item in share.items.all() if (pk := item.credential_id) is not None]
        Look.objects.bulk_create(
            Look(credential_id=pk, share=share, kind=Look.Kind.LINK, at=now, day=timezone.localdate(now))
            for pk in own or [None]
        )
    return share
