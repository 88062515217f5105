from __future__ import annotations

from uuid import uuid4

from django.db import transaction
from wagtail.log_actions import log

from credentials.keys import new_key
from credentials.models import SigningKey
from lms.accounts.models import User
from lms.organisations.models import Fieldlab


def make_signing_key(*, by: User | None, fieldlab: Fieldlab) -> SigningKey:
    """Return the key with which `fieldlab` signs; made at the first call, the same one after that."""
    with transaction.atomic():
        # Two callers at once wait for each other here.
        Fieldlab.objects.select_for_update(no_key=True).get(pk=fieldlab.pk)
        active = fieldlab.signing_keys.filter(state=SigningKey.State.ACTIVE).first()
        if active is not None:
            return active
        uuid = uuid4()
        new = new_key(uuid)
        key = SigningKey.objects.create(
            uuid=uuid,
            fieldlab=fieldlab,
            public_key_multibase=new.public_key_multibase,
            wrapped_private_key=new.wrapped_private_key,
            wrapped_data_key=new.wrapped_data_key,
        )
        log(key, "credentials.make_signing_key", user=by)
    return key
