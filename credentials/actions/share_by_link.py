from __future__ import annotations

from base64 import urlsafe_b64encode
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

from credentials.models import Credential, Share
from lms.accounts.models import User

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class NewShare:
    """A share, and the token of its link: only the form that made it can have it; none once it was taken back."""

    share: Share
    token: str | None


def share_by_link(
    *, by: User, credential: Credential, label: str, expires_at: datetime, works_once: bool, step: UUID
) -> NewShare:
    """Make a link to a credential for somebody without an account.

    `step` is the form's own id: the same one again returns the first share with its link, so that nothing is lost
    with an answer that never arrived. Raises PermissionDenied (the holder only, and not with the form of another
    credential) and ValidationError.
    """
    if credential.user_id != by.pk:
        raise PermissionDenied
    is_new = not Share.objects.filter(uuid=step).exists()
    if is_new and not timezone.now() < expires_at <= timezone.now() + LONGEST:
        raise ValidationError(_("Choose a day after today, at most one year from now."))
    token = token_of(step)
    with transaction.atomic():
        share, made = Share.objects.get_or_create(
            uuid=step,
            defaults={
                "credential": credential,
                "label": label,
                "token_digest": digest_of(token),
                "expires_at": expires_at,
                "works_once": works_once,
            },
        )
        if share.credential_id != credential.pk:
            raise PermissionDenied
        if made:
            log(credential, "credentials.share", user=by, data={"share": str(share.uuid)})
    # The site's secret may be another one since.
    works = share.revoked_at is None and share.token_digest == digest_of(token)
    return NewShare(share, token if works else None)


def token_of(step: UUID) -> str:
    """The secret of a link, computed from the site's own: it is kept nowhere, and can be shown again."""
    digest = salted_hmac("credentials.share", str(step), algorithm="sha256").digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()
