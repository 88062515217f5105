from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from credentials.actions.make_signing_key import make_signing_key
from credentials.models import SigningKey
from credentials.permissions import require_key_keeper
from lms.accounts.models import User
from lms.organisations.models import Fieldlab

State = SigningKey.State


def rotate_key(*, by: User | None, fieldlab: Fieldlab, algorithm: SigningKey.Algorithm, reason: str) -> SigningKey:
    """Retire the active key of an algorithm, let the next one sign, and make a new next one.

    Returns the key that signs now. What the retired key signed still verifies: it stays in the DID document, with
    its end. Raises PermissionDenied (operators only; `by` is none for the command line).
    """
    require_key_keeper(by)
    with transaction.atomic():
        Fieldlab.objects.select_for_update(no_key=True).get(pk=fieldlab.pk)
        old = _active(fieldlab, algorithm)
        if old is not None:
            old.state, old.retired_at = State.RETIRED, end_of_use(timezone.now())
            old.save(update_fields=["state", "retired_at"])
        new = promote_next(by=by, fieldlab=fieldlab, algorithm=algorithm)
        data = {"algorithm": algorithm, "reason": reason, "retired": str(old.uuid) if old else None}
        log(new, "credentials.rotate_key", user=by, data=data)
    return new


def promote_next(*, by: User | None, fieldlab: Fieldlab, algorithm: SigningKey.Algorithm) -> SigningKey:
    """Let the next key sign, and make another next one. Runs in the caller's transaction; none is active."""
    new = make_signing_key(by=by, fieldlab=fieldlab, algorithm=algorithm, state=State.NEXT)
    new.state = State.ACTIVE
    new.save(update_fields=["state"])
    make_signing_key(by=by, fieldlab=fieldlab, algorithm=algorithm, state=State.NEXT)
    return new


def end_of_use(now: datetime) -> datetime:
    """The first whole second after every signature that was made until `now`: signatures tell whole seconds."""
    return now.replace(microsecond=0) + timedelta(seconds=1)


def _active(fieldlab: Fieldlab, algorithm: SigningKey.Algorithm) -> SigningKey | None:
    # Who is signing with it now finishes first.
    keys = fieldlab.signing_keys.select_for_update(of=("self",), no_key=True)
    return keys.filter(algorithm=algorithm, state=State.ACTIVE).first()
