"""Signing: the one module that sees private keys.

Envelope encryption (AES-256-GCM): each signing key lies under a data key of its own, and that under the
key-encryption key, which is derived from CREDENTIALS_KEY_ENCRYPTION_KEY.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from credentials.formats.multibase import encode_public_key
from credentials.formats.proof import sign
from credentials.formats.serialise import to_bytes
from credentials.identifiers import key_url
from credentials.models import SigningKey

NONCE_BYTES = 12
KEY_BITS = 256
PURPOSE = b"skillslab: key-encryption key of credential signing keys, version 1"


@dataclass(frozen=True)
class NewKey:
    """A fresh Ed25519 key as it is stored: its public part (Multikey) and the wrapped private part."""

    public_key_multibase: str
    wrapped_private_key: bytes
    wrapped_data_key: bytes


def new_key(uuid: UUID) -> NewKey:
    """Make a signing key for the row `uuid`, to which the wrapping binds it."""
    private_key = Ed25519PrivateKey.generate()
    data_key = AESGCM.generate_key(KEY_BITS)
    return NewKey(
        public_key_multibase=encode_public_key(private_key.public_key()),
        wrapped_private_key=_wrap(data_key, private_key.private_bytes_raw(), uuid),
        wrapped_data_key=_wrap(_key_encryption_key(), data_key, uuid),
    )


def sign_with(key: SigningKey, document: dict[str, Any], *, created: datetime) -> bytes:
    """Return the bytes of `document` with a Data Integrity proof (eddsa-rdfc-2022) by `key`.

    Raises `cryptography.exceptions.InvalidTag` where the key-encryption key is another than the one at making,
    and the errors of `formats.proof.sign`.
    """
    data_key = _unwrap(_key_encryption_key(), bytes(key.wrapped_data_key), key.uuid)
    private_key = Ed25519PrivateKey.from_private_bytes(_unwrap(data_key, bytes(key.wrapped_private_key), key.uuid))
    return to_bytes(sign(document, key=private_key, verification_method=key_url(key), created=created))


def _key_encryption_key() -> bytes:
    secret = settings.CREDENTIALS_KEY_ENCRYPTION_KEY.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BITS // 8, salt=None, info=PURPOSE).derive(secret)


def _wrap(key: bytes, content: bytes, uuid: UUID) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, uuid.bytes)


def _unwrap(key: bytes, wrapped: bytes, uuid: UUID) -> bytes:
    return AESGCM(key).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], uuid.bytes)
