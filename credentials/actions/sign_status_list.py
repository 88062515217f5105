from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from credentials.formats.status_list import Bitstring, StatusPurpose, build_status_list_credential
from credentials.identifiers import fieldlab_did, status_list_url
from credentials.keys import sign_with
from credentials.models import Credential, SigningKey, StatusList

# How long a checker may keep a copy (Bitstring Status List 1.0, 2.2).
TIME_TO_LIVE_MILLISECONDS = 300_000
SET_BY = {
    StatusList.Purpose.REVOCATION: ("revocation_list", Credential.State.REVOKED),
    StatusList.Purpose.SUSPENSION: ("suspension_list", Credential.State.SUSPENDED),
}


def sign_status_list(*, status_list_id: int, now: datetime | None = None) -> StatusList:
    """Make a status list again from the state of its credentials, and sign it.

    The list's row stays locked until the caller's transaction ends, so that of two changes at once the
    later list holds both.
    """
    now = now or timezone.now()
    with transaction.atomic():
        status_list = StatusList.objects.select_for_update(no_key=True).get(pk=status_list_id)
        field, state = SET_BY[StatusList.Purpose(status_list.purpose)]
        indexes = Credential.objects.filter(**{field: status_list}, state=state).values_list(
            "status_index", flat=True
        )
        key = SigningKey.objects.select_related("fieldlab").get(
            fieldlab=status_list.fieldlab_id, state=SigningKey.State.ACTIVE
        )
        document = build_status_list_credential(
            url=status_list_url(status_list.uuid),
            issuer=fieldlab_did(key.fieldlab.uuid),
            purpose=StatusPurpose(status_list.purpose),
            bits=Bitstring.of(indexes, entries=status_list.length),
            valid_from=now,
            time_to_live_milliseconds=TIME_TO_LIVE_MILLISECONDS,
        )
        status_list.signed = sign_with(key, document, created=now)
        status_list.signed_at = now
        status_list.save(update_fields=["signed", "signed_at"])
    return status_list
