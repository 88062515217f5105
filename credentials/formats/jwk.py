"""Public keys as JSON Web Keys (RFC 7517, 7518): RSA and P-256, for tokens."""

from __future__ import annotations

import base64
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

_P256_BYTES = 32


def public_jwk(key: RSAPublicKey | EllipticCurvePublicKey) -> dict[str, Any]:
    """Return the JWK of an RSA or P-256 public key, with the algorithm that it signs with."""
    if isinstance(key, RSAPublicKey):
        rsa = key.public_numbers()
        return {"kty": "RSA", "alg": "RS256", "n": _number(rsa.n), "e": _number(rsa.e)}
    point = key.public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "alg": "ES256",
        "x": _number(point.x, _P256_BYTES),
        "y": _number(point.y, _P256_BYTES),
    }


def encode_segment(data: bytes) -> str:
    """Return base64url without padding (RFC 7515, 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _number(value: int, length: int = 0) -> str:
    return encode_segment(value.to_bytes(max(length, (value.bit_length() + 7) // 8)))
