from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.models import Credential, Share
from lms.accounts.models import User

TOKEN_BYTES = 32
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class NewShare:
    """A share, and the token of its link: there is no other moment at which it can be had."""

    share: Share
    token: str | None


def share_by_link(
    *, by: User, credential: Credential, label: str, expires_at: datetime, works_once: bool, step: UUID
) -> NewShare:
    """Make a link to a credential for somebody without an account.

    `step` is the form's own id: the same one again returns the first share, then without its token. Raises
    PermissionDenied (the holder only) and ValidationError.
    """
    if credential.user_id != by.pk:
        raise PermissionDenied
    existing = Share.objects.filter(uuid=step, credential=credential).first()
    if existing is not None:
        return NewShare(existing, None)
    if not timezone.now() < expires_at <= timezone.now() + LONGEST:
        raise ValidationError(_("Choose a day after today, at most one year from now."))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        share = Share.objects.create(
            uuid=step,
            credential=credential,
            label=label,
            token_digest=digest_of(token),
            expires_at=expires_at,
            works_once=works_once,
        )
        log(credential, "credentials.share", user=by, data={"share": str(share.uuid)})
    return NewShare(share, token)


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()
