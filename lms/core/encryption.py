"""Secrets that the site must be able to read again, at rest under the key-encryption key (AES-256-GCM).

Each purpose has a key of its own, derived from CREDENTIALS_KEY_ENCRYPTION_KEY; each content is bound to its row.
"""

from __future__ import annotations

import os
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12
KEY_BYTES = 32


def encrypt(text: str, *, purpose: str, row: UUID) -> bytes:
    """Return `text` as only `decrypt` with the same purpose and row reads it."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key(purpose)).encrypt(nonce, text.encode(), row.bytes)


def decrypt(content: bytes, *, purpose: str, row: UUID) -> str:
    """Raises `cryptography.exceptions.InvalidTag` where the key-encryption key or the row is another one."""
    return AESGCM(_key(purpose)).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], row.bytes).decode()


def _key(purpose: str) -> bytes:
    info = f"skillslab: {purpose}, version 1".encode()
    secret = settings.CREDENTIALS_KEY_ENCRYPTION_KEY.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)
