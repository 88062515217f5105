"""Credentials of other issuers, made in every way that issuers sign: what the verifier's tests start from."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from credentials.formats.cryptosuites import signed_forms
from credentials.formats.multibase import encode_base58, encode_public_key
from credentials.formats.timestamps import to_timestamp
from tests.credentials import samples

Key = Ed25519PrivateKey | EllipticCurvePrivateKey | RSAPrivateKey
ED25519 = samples.OTHER_KEY
P256 = ec.derive_private_key(0xC0FFEE, ec.SECP256R1())
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
URL = "https://school.example/issuers/7"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def multikey(key: Ed25519PrivateKey | EllipticCurvePrivateKey) -> str:
    if isinstance(key, Ed25519PrivateKey):
        return encode_public_key(key.public_key())
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
    return encode_base58(bytes((0x80, 0x24)) + point)


def jwk(key: Key) -> dict[str, Any]:
    if isinstance(key, Ed25519PrivateKey):
        return {"kty": "OKP", "crv": "Ed25519", "x": base64url(key.public_key().public_bytes_raw())}
    if isinstance(key, EllipticCurvePrivateKey):
        numbers = key.public_key().public_numbers()
        return {
            "kty": "EC",
            "crv": "P-256",
            "x": base64url(numbers.x.to_bytes(32)),
            "y": base64url(numbers.y.to_bytes(32)),
        }
    public = key.public_key().public_numbers()
    return {"kty": "RSA", "n": base64url(public.n.to_bytes(256)), "e": base64url(public.e.to_bytes(3))}


def did_key(key: Ed25519PrivateKey | EllipticCurvePrivateKey) -> str:
    return f"did:key:{multikey(key)}"


def did_jwk(key: Key) -> str:
    return "did:jwk:" + base64url(json.dumps(jwk(key)).encode())


def of(issuer: str, **changes: Any) -> dict[str, Any]:
    """Return an unsigned credential of another issuer, without status unless one is given."""
    document = samples.credential(status=[])
    return {**document, "issuer": {**document["issuer"], "id": issuer}, **changes}


def proved(document: dict[str, Any], key: Key, *, suite: str, method: str, **options: Any) -> dict[str, Any]:
    """Return a document with a proof of one of the suites."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": to_timestamp(samples.CREATED),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        **options,
    }
    data = b"".join(sha256(part).digest() for part in signed_forms(document, proof))
    return {**document, "proof": {**proof, "proofValue": encode_base58(signature(data, key))}}


def signature(data: bytes, key: Key) -> bytes:
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(data)
    if isinstance(key, RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def token(document: dict[str, Any], key: Key, header: dict[str, Any] | None = None, **claims: Any) -> bytes:
    """Return a credential as a token, with the claims that Open Badges 3.0 asks for unless others are given."""
    issuer = document["issuer"]
    payload = {
        **document,
        "iss": issuer["id"] if isinstance(issuer, dict) else issuer,
        "jti": document["id"],
        "nbf": int(samples.AWARDED.timestamp()),
        **claims,
    }
    algorithm = "RS256" if isinstance(key, RSAPrivateKey) else "ES256"
    parts = [{"alg": algorithm, "typ": "JWT", **(header or {})}, payload]
    signed = ".".join(base64url(json.dumps(part).encode()) for part in parts)
    return f"{signed}.{base64url(signature(signed.encode(), key))}".encode()
