from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from credentials.actions.lock_active_key import lock_active_key
from credentials.formats.status_list import Bitstring, StatusPurpose, build_status_list_credential
from credentials.identifiers import fieldlab_did, status_list_url
from credentials.keys.signing import sign_with
from credentials.models import Credential, StatusList

# How long a checker may keep a copy (Bitstring Status List 1.0, 2.2).
TIME_TO_LIVE_MILLISECONDS = 300_000
# A copy of last month may not hide what was revoked since; a site that is down for a weekend may not stop checks.
VALID_FOR = timedelta(days=7)
# What a set bit says, of either: do not accept now (decision record 0019).
SET_IN = (Credential.State.SUSPENDED, Credential.State.REVOKED)


def sign_status_list(*, status_list_id: int, now: datetime | None = None) -> StatusList:
    """Make a status list again from the state of its credentials, and sign it.

    The list's row stays locked until the caller's transaction ends, so that of two changes at once the
    later list holds both.
    """
    now = now or timezone.now()
    with transaction.atomic():
        status_list = StatusList.objects.select_for_update(no_key=True).get(pk=status_list_id)
        indexes = Credential.objects.filter(status_list=status_list, state__in=SET_IN)
        key = lock_active_key(fieldlab_id=status_list.fieldlab_id)
        document = build_status_list_credential(
            url=status_list_url(status_list.uuid),
            issuer=fieldlab_did(key.fieldlab.uuid),
            purpose=StatusPurpose.SUSPENSION,
            bits=Bitstring.of(indexes.values_list("status_index", flat=True), entries=status_list.length),
            valid_from=now,
            valid_until=now + VALID_FOR,
            time_to_live_milliseconds=TIME_TO_LIVE_MILLISECONDS,
        )
        status_list.signed = sign_with(key, document, created=now)
        status_list.signed_at = now
        status_list.save(update_fields=["signed", "signed_at"])
    return status_list
