"""Signing: the one module that sees private keys.

Envelope encryption (AES-256-GCM): each signing key lies under a data key of its own, and that under a
key-encryption key (`key_encryption`). Each signature leaves an audit line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from credentials.formats.compiled import sign_filled
from credentials.formats.jwk import public_jwk
from credentials.formats.multibase import encode_public_key
from credentials.formats.proof import CRYPTOSUITE, sign
from credentials.formats.serialise import to_bytes
from credentials.formats.template import Template
from credentials.formats.token import build_token, token_claims
from credentials.identifiers import key_url
from credentials.keys.encryption import KEY_BITS, key_encryption, seal, unseal
from credentials.models import EndorserKey, Signature, SigningKey

# BSI TR-02102-1 asks for 3,000 bits and more; Open Badges for 2,048 at least.
RSA_BITS = 3072
P256_BYTES = 32
ROWS_AT_ONCE = 500

Algorithm = SigningKey.Algorithm
PrivateKey = Ed25519PrivateKey | rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
TOKEN_ALGORITHMS = {Algorithm.RSA: "RS256", Algorithm.P256: "ES256"}


@dataclass(frozen=True)
class NewKey:
    """A fresh key as it is stored: its public part (Multikey or JWK) and the wrapped private part."""

    public_key_multibase: str
    public_key_jwk: dict[str, Any] | None
    wrapped_private_key: bytes
    wrapped_data_key: bytes
    wrapped_by: str


def new_key(uuid: UUID, algorithm: SigningKey.Algorithm = Algorithm.ED25519) -> NewKey:
    """Make a signing key for the row `uuid`, to which the wrapping binds it."""
    private_key = _generate(algorithm)
    content = private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    data_key, service = AESGCM.generate_key(KEY_BITS), key_encryption()
    multibase, jwk = "", None
    if isinstance(private_key, Ed25519PrivateKey):
        multibase = encode_public_key(private_key.public_key())
    else:
        jwk = public_jwk(private_key.public_key())
    return NewKey(
        public_key_multibase=multibase,
        public_key_jwk=jwk,
        wrapped_private_key=seal(data_key, content, uuid.bytes),
        wrapped_data_key=service.wrap(data_key, uuid.bytes),
        wrapped_by=service.name,
    )


@dataclass
class Signer:
    """An open key: signs, and notes what it signed."""

    key: SigningKey
    _private_key: PrivateKey = field(repr=False)
    _signatures: list[Signature] = field(default_factory=list)

    def document(self, document: dict[str, Any], *, created: datetime) -> bytes:
        """Return the bytes of `document` with a Data Integrity proof (eddsa-rdfc-2022)."""
        signed = sign(document, key=self._ed25519, verification_method=key_url(self.key), created=created)
        return self._noted(to_bytes(signed), CRYPTOSUITE, document.get("id", ""), created)

    def credential(self, template: Template, values: Sequence[str], *, created: datetime) -> bytes:
        """Return the bytes of a template's document with `values` in its places, and such a proof."""
        data = sign_filled(
            template, values, key=self._ed25519, verification_method=key_url(self.key), created=created
        )
        return self._noted(data, CRYPTOSUITE, values[template.paths.index(("id",))], created)

    def token(self, credential: dict[str, Any], *, created: datetime) -> str:
        """Return a credential as VC-JWT (RS256 or ES256, by the kind of key)."""
        algorithm = TOKEN_ALGORITHMS[Algorithm(self.key.algorithm)]
        claims = token_claims(credential, issued=created)
        token = build_token(claims, algorithm=algorithm, key_id=key_url(self.key), sign=self._sign_token)
        self._noted(token.encode(), algorithm, credential["id"], created)
        return token

    def write_audit_lines(self) -> None:
        Signature.objects.bulk_create(self._signatures, batch_size=ROWS_AT_ONCE)

    @property
    def _ed25519(self) -> Ed25519PrivateKey:
        if not isinstance(self._private_key, Ed25519PrivateKey):
            raise TypeError(f"A Data Integrity proof needs an Ed25519 key, not {self.key.algorithm}.")
        return self._private_key

    def _sign_token(self, data: bytes) -> bytes:
        if isinstance(self._private_key, rsa.RSAPrivateKey):
            return self._private_key.sign(data, padding.PKCS1v15(), SHA256())
        if isinstance(self._private_key, ec.EllipticCurvePrivateKey):
            # JWS wants the two numbers themselves, not their DER encoding (RFC 7518, 3.4).
            r, s = decode_dss_signature(self._private_key.sign(data, ec.ECDSA(SHA256())))
            return r.to_bytes(P256_BYTES) + s.to_bytes(P256_BYTES)
        raise TypeError(f"A token needs an RSA or P-256 key, not {self.key.algorithm}.")

    def _noted(self, data: bytes, suite: str, document_id: str, made_at: datetime) -> bytes:
        digest = sha256(data).hexdigest()
        self._signatures.append(
            Signature(signing_key=self.key, suite=suite, document_id=document_id, sha256=digest, made_at=made_at)
        )
        return data


@contextmanager
def signing(key: SigningKey) -> Iterator[Signer]:
    """Open `key` for a number of signatures; their audit lines are written at the end, in the same transaction.

    `key` comes with its fieldlab. Raises `cryptography.exceptions.InvalidTag` where the key-encryption key or the
    row is another than the one at making, and KeyServiceFailed where a key management service does not answer.
    """
    signer = Signer(key, _open(key))
    yield signer
    signer.write_audit_lines()


def sign_with(key: SigningKey, document: dict[str, Any], *, created: datetime) -> bytes:
    """Return the bytes of one `document` with a Data Integrity proof (eddsa-rdfc-2022) by `key`.

    Raises the errors of `signing` and of `formats.proof.sign`.
    """
    with signing(key) as signer:
        return signer.document(document, created=created)


def sign_as_endorser(
    key: EndorserKey, document: dict[str, Any], *, verification_method: str, created: datetime
) -> bytes:
    """Return the bytes of an endorsement with a Data Integrity proof by an endorser's key.

    The endorsement's own row is the audit line. Raises the errors of `signing` and of `formats.proof.sign`.
    """
    private_key = _open(key)
    if not isinstance(private_key, Ed25519PrivateKey):
        raise TypeError("A Data Integrity proof needs an Ed25519 key.")
    return to_bytes(sign(document, key=private_key, verification_method=verification_method, created=created))


def rewrapped(key: SigningKey | EndorserKey) -> tuple[bytes, str]:
    """Return the data key of `key` under what wraps new keys now, and the name of that."""
    service = key_encryption()
    return service.wrap(_data_key(key), key.uuid.bytes), service.name


def _data_key(key: SigningKey | EndorserKey) -> bytes:
    return key_encryption(key.wrapped_by).unwrap(bytes(key.wrapped_data_key), key.uuid.bytes)


def _open(key: SigningKey | EndorserKey) -> PrivateKey:
    content = unseal(_data_key(key), bytes(key.wrapped_private_key), key.uuid.bytes)
    private_key = load_der_private_key(content, password=None)
    if not isinstance(private_key, PrivateKey):
        raise TypeError(f"Not a key that signs credentials: {type(private_key).__name__}")
    return private_key


def _generate(algorithm: SigningKey.Algorithm) -> PrivateKey:
    if algorithm == Algorithm.RSA:
        return rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    if algorithm == Algorithm.P256:
        return ec.generate_private_key(ec.SECP256R1())
    return Ed25519PrivateKey.generate()
