from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.models import Credential, EvidenceKind, ForeignCredential, Share, ShareItem
from lms.accounts.models import User

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class NewShare:
    """A share, and the token of its link: only the form that made it can have it; none once it was taken back."""

    share: Share
    token: str | None


def share_by_link(
    *,
    by: User,
    credentials: Sequence[Credential],
    foreign: Sequence[ForeignCredential] = (),
    label: str,
    expires_at: datetime,
    works_once: bool,
    step: UUID,
    evidence: Sequence[EvidenceKind] = (),
) -> NewShare:
    """Make one link to one or more credentials, and the chosen evidence, for somebody without an account.

    `step` is the form's own id: the same one again returns the first share with its link, so that nothing is lost
    with an answer that never arrived. Raises PermissionDenied (the holder only, and not with the form of other
    credentials) and ValidationError.
    """
    holders = {*(item.user_id for item in credentials), *(item.user_id for item in foreign)}
    if holders - {by.pk}:
        raise PermissionDenied
    if not holders:
        raise ValidationError(_("Choose at least one credential."))
    is_new = not Share.objects.filter(uuid=step).exists()
    if is_new and not timezone.now() < expires_at <= timezone.now() + LONGEST:
        raise ValidationError(_("Choose a day after today, at most one year from now."))
    token = token_of(step)
    with transaction.atomic():
        share, made = Share.objects.get_or_create(
            uuid=step,
            defaults={
                "user": by,
                "label": label,
                "token_digest": digest_of(token),
                "expires_at": expires_at,
                "works_once": works_once,
                "evidence": sorted(set(evidence)),
            },
        )
        if made:
            put_in(share, by, credentials, foreign)
        elif not holds_exactly(share, by, credentials, foreign):
            raise PermissionDenied
    # The site's secret may be another one since.
    works = share.revoked_at is None and share.token_digest == digest_of(token)
    return NewShare(share, token if works else None)


def put_in(
    share: Share, by: User, credentials: Sequence[Credential], foreign: Sequence[ForeignCredential]
) -> None:
    own = [ShareItem(share=share, credential=item) for item in credentials]
    ShareItem.objects.bulk_create([*own, *(ShareItem(share=share, foreign=item) for item in foreign)])
    for credential in credentials:
        log(credential, "credentials.share", user=by, data={"share": str(share.uuid)})


def holds_exactly(
    share: Share, by: User, credentials: Sequence[Credential], foreign: Sequence[ForeignCredential]
) -> bool:
    """Whether a share is by `by` and of these credentials."""
    held = {(item.credential_id, item.foreign_id) for item in share.items.all()}
    asked = {*((item.pk, None) for item in credentials), *((None, item.pk) for item in foreign)}
    return share.user_id == by.pk and held == asked


def token_of(step: UUID) -> str:
    """The secret of a link, computed from the site's own: it is kept nowhere, and can be shown again."""
    digest = salted_hmac("credentials.share", str(step), algorithm="sha256").digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()
