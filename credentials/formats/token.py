"""A credential as VC-JWT: the same claims, signed as a JSON Web Token (Open Badges 3.0, 8.2.4 JSON Web Token)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from credentials.formats.errors import EncodingRefused
from credentials.formats.jwk import encode_segment
from credentials.formats.serialise import to_bytes
from credentials.formats.timestamps import from_timestamp

ALGORITHMS = ("RS256", "ES256")
Json = dict[str, Any]


def token_claims(credential: Mapping[str, Any], *, issued: datetime) -> Json:
    """Return the claims of a credential: what it says without its proof, and the registered claims of that.

    `iss`, `jti`, `nbf`, with an end `exp`, with a subject identifier `sub`, and `iat` for who wants to know
    whether the key held then.
    """
    claims = {name: value for name, value in credential.items() if name != "proof"}
    issuer = claims["issuer"]
    claims["iss"] = issuer["id"] if isinstance(issuer, dict) else issuer
    claims["jti"] = claims["id"]
    claims["nbf"] = int(from_timestamp(claims["validFrom"]).timestamp())
    claims["iat"] = int(issued.timestamp())
    if "validUntil" in claims:
        claims["exp"] = int(from_timestamp(claims["validUntil"]).timestamp())
    subject = claims["credentialSubject"]
    if isinstance(subject, dict) and "id" in subject:
        claims["sub"] = subject["id"]
    return claims


def build_token(claims: Mapping[str, Any], *, algorithm: str, key_id: str, sign: Callable[[bytes], bytes]) -> str:
    """Return the compact JWS of the claims (RFC 7515, 3.1); `key_id` is the key's URL in the DID document.

    Raises EncodingRefused for another algorithm than RS256 and ES256.
    """
    if algorithm not in ALGORITHMS:
        raise EncodingRefused("token_algorithm_refused", value=algorithm[:20])
    header = {"alg": algorithm, "kid": key_id, "typ": "JWT"}
    signed = f"{encode_segment(to_bytes(header))}.{encode_segment(to_bytes(dict(claims)))}"
    return f"{signed}.{encode_segment(sign(signed.encode()))}"
