from __future__ import annotations

from credentials.actions.make_signing_key import make_signing_key
from credentials.models import SigningKey
from lms.accounts.models import User
from lms.organisations.models import Fieldlab


def complete_key_ring(*, by: User | None, fieldlab: Fieldlab) -> None:
    """Give a fieldlab an active and a next key of every algorithm; what it has, it keeps."""
    for algorithm in SigningKey.Algorithm:
        for state in (SigningKey.State.ACTIVE, SigningKey.State.NEXT):
            make_signing_key(by=by, fieldlab=fieldlab, algorithm=algorithm, state=state)
