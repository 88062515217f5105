"""Public keys of any issuer: Multikey and JSON Web Key, as Ed25519, P-256, P-384 or RSA.

Controlled Identifiers 1.0, 2.2.2 Multikey and 2.2.3 JsonWebKey; RFC 7517, RFC 7518, RFC 8037.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from credentials.formats.errors import EncodingRefused
from credentials.formats.multibase import decode_base58, decode_base64url

PublicKey = Ed25519PublicKey | EllipticCurvePublicKey | RSAPublicKey

MINIMUM_RSA_BITS = 2048
# A key of 16,384 bits costs seconds for each signature.
MAXIMUM_RSA_BITS = 8192
_LARGEST_EXPONENT = 1 << 32

_ED25519 = bytes((0xED, 0x01))
_CURVES = {bytes((0x80, 0x24)): (ec.SECP256R1(), 33), bytes((0x81, 0x24)): (ec.SECP384R1(), 49)}
_CURVE_NAMES: Mapping[str, ec.EllipticCurve] = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1()}
_MULTIKEYS = ("Multikey", "Ed25519VerificationKey2020")
_WEB_KEYS = ("JsonWebKey", "JsonWebKey2020")


def key_of_method(method: Mapping[str, Any]) -> PublicKey:
    """Return the public key of a verification method.

    Raises EncodingRefused `key_kind_not_supported` for other kinds of key and keys that are too weak or too
    large, `multibase_malformed` or `key_malformed` for what cannot be read.
    """
    if method.get("type") in _MULTIKEYS:
        return key_of_multikey(str(method.get("publicKeyMultibase")))
    if method.get("type") in _WEB_KEYS and isinstance(method.get("publicKeyJwk"), Mapping):
        return key_of_jwk(method["publicKeyJwk"])
    raise EncodingRefused("key_kind_not_supported", kind=str(method.get("type"))[:80])


def key_of_multikey(text: str) -> PublicKey:
    """Return the Ed25519, P-256 or P-384 public key of `publicKeyMultibase` text; raises EncodingRefused."""
    data = decode_base58(text)
    head, body = data[:2], data[2:]
    try:
        if head == _ED25519 and len(body) == 32:
            return Ed25519PublicKey.from_public_bytes(body)
        if head in _CURVES and len(body) == _CURVES[head][1]:
            return EllipticCurvePublicKey.from_encoded_point(_CURVES[head][0], body)
    except ValueError as error:
        raise EncodingRefused("key_malformed", value=text[:80]) from error
    raise EncodingRefused("key_kind_not_supported", value=text[:80])


def key_of_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """Return the public key of a JSON Web Key (OKP Ed25519, EC P-256 and P-384, RSA of 2048 to 8192 bits).

    Raises EncodingRefused, also for a key that holds a secret: who publishes that has lost it.
    """
    if {"d", "k", "p", "q"} & jwk.keys():
        raise EncodingRefused("key_is_secret")
    kind, curve = jwk.get("kty"), jwk.get("crv")
    try:
        if kind == "OKP" and curve == "Ed25519":
            return Ed25519PublicKey.from_public_bytes(_bytes(jwk, "x"))
        if kind == "EC" and isinstance(curve, str) and curve in _CURVE_NAMES:
            x, y = (int.from_bytes(_bytes(jwk, name)) for name in ("x", "y"))
            return ec.EllipticCurvePublicNumbers(x, y, _CURVE_NAMES[curve]).public_key()
        if kind == "RSA":
            return _rsa_key(int.from_bytes(_bytes(jwk, "n")), int.from_bytes(_bytes(jwk, "e")))
    except ValueError as error:
        if isinstance(error, EncodingRefused):
            raise
        raise EncodingRefused("key_malformed") from error
    raise EncodingRefused("key_kind_not_supported", kind=f"{kind} {curve or ''}".strip()[:80])


def _rsa_key(modulus: int, exponent: int) -> RSAPublicKey:
    if not MINIMUM_RSA_BITS <= modulus.bit_length() <= MAXIMUM_RSA_BITS or exponent >= _LARGEST_EXPONENT:
        raise EncodingRefused("key_kind_not_supported", kind=f"RSA {modulus.bit_length()}")
    return RSAPublicNumbers(exponent, modulus).public_key()


def _bytes(jwk: Mapping[str, Any], name: str) -> bytes:
    value = jwk.get(name)
    if not isinstance(value, str):
        raise EncodingRefused("key_malformed", field=name)
    return decode_base64url("u" + value)
