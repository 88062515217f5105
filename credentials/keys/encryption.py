"""What wraps the data keys of signing keys: the site's own key-encryption key, or a key management service.

One small interface, `KeyEncryption`. Which one wraps new keys is the setting CREDENTIALS_KEY_SERVICE; each key
remembers which one wrapped it, so that both are read while keys move from one to the other.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.error import URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES = 12
KEY_BITS = 256
PURPOSE = b"skillslab: key-encryption key of credential signing keys, version 1"
SECONDS = 5
LOCAL = "local"


class KeyServiceFailed(Exception):
    """The key management service refused or did not answer."""


class KeyEncryption(Protocol):
    """Wraps data keys of 32 bytes; `context` binds each to its row."""

    @property
    def name(self) -> str:
        """What a key remembers of who wrapped it."""
        ...

    def wrap(self, data_key: bytes, context: bytes) -> bytes:
        """Return the data key as only `unwrap` with the same context reads it."""
        ...

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Return the data key; raises InvalidTag or KeyServiceFailed where it can't be had."""
        ...


def seal(key: bytes, content: bytes, context: bytes) -> bytes:
    """AES-256-GCM with a random nonce in front."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, context)


def unseal(key: bytes, sealed: bytes, context: bytes) -> bytes:
    """Raises InvalidTag where key, content or context is another one."""
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)


@dataclass(frozen=True)
class LocalKeyEncryption:
    """Under a key derived from a secret of the site (environment or file). Earlier secrets still read."""

    secret: str = field(repr=False)
    earlier: tuple[str, ...] = field(default=(), repr=False)
    name: str = LOCAL

    def wrap(self, data_key: bytes, context: bytes) -> bytes:
        return seal(_derived(self.secret), data_key, context)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        for secret in self.earlier:
            try:
                return unseal(_derived(secret), wrapped, context)
            except InvalidTag:
                continue
        return unseal(_derived(self.secret), wrapped, context)


@dataclass(frozen=True)
class VaultKeyEncryption:
    """By HashiCorp Vault's (or OpenBao's) transit engine: the key-encryption key never leaves it."""

    address: str
    mount: str
    key: str
    token: str = field(repr=False)
    name: str = "vault"

    def wrap(self, data_key: bytes, context: bytes) -> bytes:
        answer = self._ask("encrypt", {"plaintext": _base64(data_key), "associated_data": _base64(context)})
        return str(answer["ciphertext"]).encode()

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        answer = self._ask("decrypt", {"ciphertext": wrapped.decode(), "associated_data": _base64(context)})
        return base64.b64decode(str(answer["plaintext"]), validate=True)

    def _ask(self, verb: str, body: dict[str, str]) -> dict[str, Any]:
        url = f"{self.address}/v1/{quote(self.mount)}/{verb}/{quote(self.key)}"
        headers = {"X-Vault-Token": self.token, "Content-Type": "application/json"}
        request = Request(url, json.dumps(body).encode(), headers, method="POST")  # noqa: S310
        try:
            with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                data: dict[str, Any] = json.load(answer)["data"]
        except (URLError, TimeoutError, ValueError, KeyError) as error:
            # The service's own words only: never what was sent.
            raise KeyServiceFailed(f"{verb} by {self.address}: {error}") from error
        return data


def key_encryption(name: str | None = None) -> KeyEncryption:
    """Return what wraps new keys, or the one called `name`.

    CREDENTIALS_KEY_SERVICE is empty (the site's own) or `vault+https://host:port/<mount>/<key>`, with
    CREDENTIALS_KEY_SERVICE_TOKEN. Raises ImproperlyConfigured for another, or where `name` is not set up.
    """
    service: str = settings.CREDENTIALS_KEY_SERVICE
    if name == LOCAL or (name is None and not service):
        earlier = tuple(settings.CREDENTIALS_KEY_ENCRYPTION_KEYS_BEFORE)
        return LocalKeyEncryption(settings.CREDENTIALS_KEY_ENCRYPTION_KEY, earlier)
    parts = urlsplit(service)
    kind, _plus, scheme = parts.scheme.partition("+")
    mount, _slash, key = parts.path.strip("/").rpartition("/")
    if name not in (None, kind) or kind != "vault" or scheme not in ("https", "http") or not mount or not key:
        raise ImproperlyConfigured("CREDENTIALS_KEY_SERVICE must be vault+https://host:port/mount/key or empty.")
    return VaultKeyEncryption(f"{scheme}://{parts.netloc}", mount, key, settings.CREDENTIALS_KEY_SERVICE_TOKEN)


def _derived(secret: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BITS // 8, salt=None, info=PURPOSE).derive(secret.encode())


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
