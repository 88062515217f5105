from __future__ import annotations

from django.db import transaction
from wagtail.log_actions import log

from credentials.keys.signing import rewrapped
from credentials.models import EndorserKey, SigningKey


def rewrap_keys() -> int:
    """Wrap the data key of every signing key with what wraps new keys now; returns how many.

    For a new key-encryption key, or a move to a key management service and back. The keys themselves stay the
    same. All or none: raises InvalidTag or KeyServiceFailed where one can't be read.
    """
    with transaction.atomic():
        keys = list(SigningKey.objects.select_for_update(of=("self",), no_key=True).order_by("pk"))
        others = list(EndorserKey.objects.select_for_update(of=("self",), no_key=True).order_by("pk"))
        every: list[SigningKey | EndorserKey] = [*keys, *others]
        for key in every:
            key.wrapped_data_key, key.wrapped_by = rewrapped(key)
            key.save(update_fields=["wrapped_data_key", "wrapped_by"])
            log(key, "credentials.rewrap_key", data={"by": key.wrapped_by})
    return len(keys) + len(others)
