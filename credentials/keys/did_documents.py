"""The DID documents of our own fieldlabs and endorsers, from the database."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from credentials.formats.did import KeyState, PublishedKey, build_did_document
from credentials.identifiers import endorser_did, fieldlab_did
from credentials.models import EndorserKey, SigningKey


def did_document(fieldlab_uuid: UUID) -> dict[str, Any] | None:
    """A fieldlab's DID document with all its keys, retired ones too; nothing where it has none."""
    keys = list(SigningKey.objects.filter(fieldlab__uuid=fieldlab_uuid).order_by("created_at", "pk"))
    if not keys:
        return None
    published = [
        PublishedKey(
            str(key.uuid), key.public_key_multibase, KeyState(key.state), key.retired_at, key.public_key_jwk
        )
        for key in keys
    ]
    return build_did_document(fieldlab_did(fieldlab_uuid), published)


def endorser_document(endorser_uuid: UUID) -> dict[str, Any] | None:
    """An endorser's DID document with all its keys, retired ones too; nothing where it has none."""
    keys = list(EndorserKey.objects.filter(endorser__uuid=endorser_uuid).order_by("created_at", "pk"))
    if not keys:
        return None
    published = [
        PublishedKey(str(key.uuid), key.public_key_multibase, KeyState(key.state), key.retired_at) for key in keys
    ]
    return build_did_document(endorser_did(endorser_uuid), published)
