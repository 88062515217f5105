from __future__ import annotations

from uuid import uuid4

from django.db import transaction
from wagtail.log_actions import log

from credentials.keys.signing import new_key
from credentials.models import SigningKey
from lms.accounts.models import User
from lms.organisations.models import Fieldlab

Algorithm, State = SigningKey.Algorithm, SigningKey.State


def make_signing_key(
    *,
    by: User | None,
    fieldlab: Fieldlab,
    algorithm: SigningKey.Algorithm = Algorithm.ED25519,
    state: SigningKey.State = State.ACTIVE,
) -> SigningKey:
    """Return the key of an algorithm with which `fieldlab` signs (or will sign next); made at the first call."""
    keys = fieldlab.signing_keys.filter(algorithm=algorithm, state=state)
    if existing := keys.first():
        return existing
    # A large key takes a second to make and a vault to wrap it another: before anybody has to wait for us.
    uuid = uuid4()
    new = new_key(uuid, algorithm)
    with transaction.atomic():
        # Two callers at once wait for each other here; the second one's key is thrown away.
        Fieldlab.objects.select_for_update(no_key=True).get(pk=fieldlab.pk)
        if existing := keys.first():
            return existing
        key = SigningKey.objects.create(
            uuid=uuid,
            fieldlab=fieldlab,
            algorithm=algorithm,
            state=state,
            public_key_multibase=new.public_key_multibase,
            public_key_jwk=new.public_key_jwk,
            wrapped_private_key=new.wrapped_private_key,
            wrapped_data_key=new.wrapped_data_key,
            wrapped_by=new.wrapped_by,
        )
        log(key, "credentials.make_signing_key", user=by, data={"algorithm": algorithm, "state": state})
    return key
