"""A key gets a new secret; the old one is good for a while longer, so that its client loses nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.lrs.actions.create_key import NewKey
from lms.lrs.keys.secrets import digest_of, new_secret
from lms.lrs.models import RecordStoreKey
from lms.organisations.permissions import require_manager

if TYPE_CHECKING:
    from lms.accounts.models import User

OVERLAP = timedelta(days=7)
LONGEST_OVERLAP = timedelta(days=90)


def rotate_key(
    *, by: User | None, key: RecordStoreKey, overlap: timedelta = OVERLAP, replaces: str = ""
) -> NewKey:
    """Give `key` a new secret and return it. The old one works for `overlap`; one before that ends at once.

    `replaces` says which secret this is about (`step_of`): where the key has another one by now, nothing changes.
    `by` is None where somebody with a shell on the server asks. Raises PermissionDenied (managers of the fieldlab
    and operators only) and ValidationError where the key no longer works or nobody has its secret.
    """
    if by is not None:
        require_manager(by, key.fieldlab)
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise ValidationError(_("The old secret can be kept for at most 90 days."))
    secret = new_secret()
    with transaction.atomic():
        valid = RecordStoreKey.objects.valid().exclude(kind=RecordStoreKey.Kind.SESSIONS)
        current = valid.select_for_update().filter(pk=key.pk).first()
        if current is None:
            raise ValidationError(_("This key no longer works: make a new one."))
        if replaces and replaces != step_of(current):
            return NewKey(current, "")
        current.previous_digest = current.secret_digest if overlap else ""
        current.previous_until = timezone.now() + overlap if overlap else None
        current.secret_digest = digest_of(secret)
        current.save(update_fields=["secret_digest", "previous_digest", "previous_until"])
        log(instance=current, action="lrs.key.rotate", user=by)
    key.refresh_from_db()
    return NewKey(key, secret)


def step_of(key: RecordStoreKey) -> str:
    """What a form carries of the secret that it replaces, so that a form sent again replaces no other one."""
    return salted_hmac("lms.lrs.rotate_key", key.secret_digest, algorithm="sha256").hexdigest()
