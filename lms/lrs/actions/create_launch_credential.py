"""A lesson or package opens in a learner's browser, and may write of this learner and itself for a while."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lms.lrs.formats import is_iri
from lms.lrs.keys.permissions import owners_of
from lms.lrs.keys.scopes import OF_LAUNCHES
from lms.lrs.keys.secrets import LAUNCH, digest_of, new_key, new_secret
from lms.lrs.models import LaunchCredential, RecordStoreKey

if TYPE_CHECKING:
    from lms.accounts.models import User

LIFETIME = timedelta(hours=4)
LONGEST = timedelta(days=1)


@dataclass(frozen=True)
class NewLaunchCredential:
    """A credential with its secret, which nobody can read again; both go into Basic credentials."""

    credential: LaunchCredential
    secret: str = field(repr=False)


def create_launch_credential(
    *, by: User, registration: UUID, activity: str, lifetime: timedelta = LIFETIME
) -> NewLaunchCredential:
    """Make a credential for the learner `by`, in an open registration of their own, for `activity` (an IRI).

    With it come statements of this learner in this registration about the activity and what lies below it, and its
    state documents; nothing is logged, because the launch itself is a statement. Raises PermissionDenied where the
    registration is somebody else's or closed, ValidationError where the activity is no IRI or the time too long.
    """
    owner = owners_of([registration]).get(registration)
    if owner is None or not owner.open or owner.actor != str(by.pseudonym):
        raise PermissionDenied
    if not is_iri(activity):
        raise ValidationError({"activity": _("This is not the identifier of an activity.")})
    if not timedelta(0) < lifetime <= LONGEST:
        raise ValidationError({"lifetime": _("A session lasts a day at most.")})
    secret = new_secret()
    with transaction.atomic():
        credential = LaunchCredential(
            record_store_key=_key_for_sessions(owner.tenant),
            user=by,
            registration=registration,
            activity=activity,
            key=new_key(LAUNCH),
            secret_digest=digest_of(secret),
            scopes=list(OF_LAUNCHES),
            expires_at=timezone.now() + lifetime,
        )
        credential.full_clean()
        credential.save()
    return NewLaunchCredential(credential, secret)


def _key_for_sessions(fieldlab_id: int) -> RecordStoreKey:
    """The fieldlab's key that vouches for sessions; nobody has its secret. Made anew after it was revoked."""
    keys = RecordStoreKey.objects.valid().filter(fieldlab=fieldlab_id, kind=RecordStoreKey.Kind.SESSIONS)
    found = keys.first()
    if found is not None:
        return found
    with translation.override(settings.LANGUAGE_CODE):
        label = _("Learner sessions")
    try:
        with transaction.atomic():
            return RecordStoreKey.objects.create(
                fieldlab_id=fieldlab_id,
                kind=RecordStoreKey.Kind.SESSIONS,
                label=label,
                key=new_key(),
                secret_digest=digest_of(new_secret()),
                scopes=list(OF_LAUNCHES),
            )
    except IntegrityError:
        # Somebody else's session made it at this moment.
        return keys.get()
