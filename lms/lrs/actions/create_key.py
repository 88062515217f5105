"""A new key to the record store, for one client or machine of one fieldlab."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.lrs.content.bounds import is_within
from lms.lrs.formats import is_iri
from lms.lrs.keys.scopes import DEFAULT, OF_DEVICES, SCOPES
from lms.lrs.keys.secrets import digest_of, new_key, new_secret
from lms.lrs.models import RecordStoreKey
from lms.organisations.models import Fieldlab
from lms.organisations.permissions import require_manager

if TYPE_CHECKING:
    from lms.accounts.models import User


@dataclass(frozen=True)
class NewKey:
    """A key with its secret, which nobody can read again: empty where the same step was taken before."""

    key: RecordStoreKey
    secret: str = field(repr=False)


def create_key(
    *,
    by: User | None,
    fieldlab: Fieldlab,
    label: str,
    scopes: Sequence[str] = DEFAULT,
    expires_at: datetime | None = None,
    activity_prefix: str = "",
    step: UUID | None = None,
) -> NewKey:
    """Make a key and return it with its secret. `by` is None where somebody with a shell on the server asks.

    With `activity_prefix` (an address with a host, not the site's) it is a machine's key, which speaks only of
    itself and of activities below it. `step` comes from the form and becomes the key's uuid: sent again, it makes
    no second key. Raises PermissionDenied (managers of the fieldlab and operators only) and ValidationError.
    """
    if by is not None:
        require_manager(by, fieldlab)
    if not scopes or not set(scopes) <= set(SCOPES):
        raise ValidationError({"scopes": _("Choose what this key may do.")})
    if activity_prefix:
        _check_device(activity_prefix, scopes)
    secret, step = new_secret(), step or uuid4()
    with transaction.atomic():
        # Who sends the same form twice at once waits here.
        Fieldlab.objects.select_for_update().get(pk=fieldlab.pk)
        if made := RecordStoreKey.objects.filter(uuid=step).first():
            if made.fieldlab_id != fieldlab.pk:
                raise ValidationError(_("Open this page again, and fill in the form once more."))
            return NewKey(made, "")
        key = RecordStoreKey(
            uuid=step,
            fieldlab=fieldlab,
            kind=RecordStoreKey.Kind.DEVICE if activity_prefix else RecordStoreKey.Kind.CLIENT,
            label=label,
            key=new_key(),
            secret_digest=digest_of(secret),
            scopes=list(scopes),
            activity_prefix=activity_prefix,
            created_by=by,
            expires_at=expires_at,
        )
        key.full_clean()
        key.save()
        log(instance=key, action="wagtail.create", user=by)
    return NewKey(key, secret)


def _check_device(prefix: str, scopes: Sequence[str]) -> None:
    try:
        parts = urlsplit(prefix)
        has_host = parts.scheme in ("https", "http") and bool(parts.hostname)
        is_address = has_host and not parts.query and not parts.fragment
    except ValueError:
        is_address = False
    if not is_address or not is_iri(prefix):
        message = _("Write an address such as https://cell3.example.nl/, without a question mark or # in it.")
        raise ValidationError({"activity_prefix": message})
    if is_within(prefix, settings.SITE_URL) or is_within(settings.SITE_URL, prefix):
        # Else a machine could speak of modules and learners.
        raise ValidationError({"activity_prefix": _("This is the address of the site itself.")})
    if not set(scopes) <= set(OF_DEVICES):
        message = _("A machine can only send statements and read what it sent itself.")
        raise ValidationError({"scopes": message})
