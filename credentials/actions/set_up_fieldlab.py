from __future__ import annotations

from django.db import transaction

from credentials.actions.make_signing_key import make_signing_key
from credentials.actions.make_status_list import make_status_list
from credentials.models import SigningKey
from lms.accounts.models import User
from lms.organisations.models import Fieldlab


def set_up_fieldlab(*, fieldlab: Fieldlab, by: User | None) -> None:
    """Give a new fieldlab what it issues with: a signing key, the next one, and its first status list.

    Keys for tokens take longer to make: those are left to the sweep, or to the first token (registry step).
    """
    with transaction.atomic():
        for state in (SigningKey.State.ACTIVE, SigningKey.State.NEXT):
            make_signing_key(by=by, fieldlab=fieldlab, state=state)
        if not fieldlab.status_lists.exists():
            make_status_list(fieldlab=fieldlab)
