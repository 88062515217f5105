"""Credentials as signed tokens (JWT): the payload is the credential, and its claims may not say anything else.

Open Badges 3.0, 8.2 JSON Web Token Proof Format; W3C Securing Verifiable Credentials using JOSE and COSE;
RFC 7515, RFC 7519, RFC 8725.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from credentials.formats.cryptosuites import check_ecdsa
from credentials.formats.errors import EncodingRefused, ProofRefused
from credentials.formats.multibase import decode_base64url
from credentials.formats.public_keys import PublicKey
from credentials.formats.timestamps import from_timestamp
from credentials.verifier.parsing import ParseRefused, TokenRefused, parse

# Three parts, and what selective disclosure adds.
TOKEN = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*(?:~.*)?", re.DOTALL)
_REGISTERED = {"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "vc"}
_TYPES = ("jwt", "vc+jwt", "vc+ld+jwt", "vc+ld+json+jwt", "vc-ld+jwt")
# In these, `nbf` and `exp` are about the signature, not about the credential (VC-JOSE-COSE, 3.1.1).
_SIGNATURE_DATES = ("vc+jwt", "vc+ld+jwt", "vc+ld+json+jwt", "vc-ld+jwt")
_LAST_SECOND = 253_402_300_799


@dataclass(frozen=True)
class Token:
    """A token in its parts; `document` is the credential in it, `signed` the bytes under the signature."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    document: dict[str, Any]
    signed: bytes
    signature: bytes

    @property
    def kind(self) -> str:
        """Its media type without `application/`, in small letters; `jwt` where it names none."""
        return str(self.header.get("typ", "jwt")).lower().removeprefix("application/")

    def moment(self, claim: str) -> datetime | None:
        """Return a claim that is a date (RFC 7519, NumericDate); raises EncodingRefused for anything else."""
        value = self.claims.get(claim)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LAST_SECOND:
            raise EncodingRefused("date_malformed", value=str(value)[:40])
        return datetime.fromtimestamp(value, UTC)


def read_token(data: bytes) -> Token:
    """Return the parts of a compact token, with nothing checked but its form.

    Raises TokenRefused `token_unsigned` (algorithm none), `token_shared_secret` (HS…), `token_not_supported`
    (other algorithms, critical extensions, selective disclosure) or `token_malformed`, and the ParseRefused of
    `parse` for what is in it.
    """
    pieces = data.strip().split(b".")
    if len(pieces) != 3 or b"~" in pieces[2]:
        raise TokenRefused("token_not_supported", algorithm="SD-JWT" if b"~" in data else "JWE")
    try:
        head, body, signature = (decode_base64url("u" + piece.decode()) for piece in pieces)
        header = parse(head)
    except (EncodingRefused, ParseRefused) as error:
        raise TokenRefused("token_malformed") from error
    algorithm = header.get("alg")
    named = str(algorithm)[:20]
    if isinstance(algorithm, str) and named.lower() == "none":
        raise TokenRefused("token_unsigned")
    if named.upper().startswith("HS"):
        raise TokenRefused("token_shared_secret", algorithm=named)
    if algorithm not in ("RS256", "ES256") or "crit" in header or "b64" in header:
        raise TokenRefused("token_not_supported", algorithm=named)
    claims = parse(body)
    token = Token(header, claims, _document(claims), b".".join(pieces[:2]), signature)
    if token.kind not in _TYPES:
        raise TokenRefused("token_not_supported", algorithm=token.kind[:20])
    return token


def _document(claims: Mapping[str, Any]) -> dict[str, Any]:
    nested = claims.get("vc")
    if isinstance(nested, dict):
        # VC Data Model 1.1, 6.3.1: what the claims say is left out of the credential.
        return {**({"issuer": claims["iss"]} if "iss" in claims else {}), **nested}
    return {name: value for name, value in claims.items() if name not in _REGISTERED}


def check_token(token: Token, key: PublicKey) -> None:
    """Check a token's signature, and that its claims say what the credential says.

    Returns nothing when both hold. Raises ProofRefused `signature_wrong`, `proof_key_differs`, `proof_malformed`
    or `token_claims_differ`, EncodingRefused for malformed dates.
    """
    try:
        if token.header["alg"] == "RS256":
            if not isinstance(key, RSAPublicKey):
                raise ProofRefused("proof_key_differs", kind="RS256")
            key.verify(token.signature, token.signed, padding.PKCS1v15(), SHA256())
        else:
            if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
                raise ProofRefused("proof_key_differs", kind="ES256")
            check_ecdsa(key, token.signature, token.signed)
    except InvalidSignature as error:
        raise ProofRefused("signature_wrong") from error
    field = differing_claim(token)
    if field:
        raise ProofRefused("token_claims_differ", field=field)


def differing_claim(token: Token) -> str:
    """Return the name of the first claim that contradicts the credential, empty where none does.

    Raises EncodingRefused for malformed dates.
    """
    document, claims = token.document, token.claims
    issuer, subject = document.get("issuer"), document.get("credentialSubject")
    stated = {
        "iss": issuer.get("id") if isinstance(issuer, dict) else issuer,
        "jti": document.get("id"),
        "sub": subject.get("id") if isinstance(subject, dict) else None,
    }
    for name, value in stated.items():
        if name in claims and value is not None and claims[name] != value:
            return name
    if token.kind in _SIGNATURE_DATES:
        return ""
    for name, field in (("nbf", "validFrom"), ("exp", "validUntil")):
        if (
            name in claims
            and field in document
            and _seconds(token.moment(name)) != _seconds(from_timestamp(document[field]))
        ):
            return name
    return ""


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())
