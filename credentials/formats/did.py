"""did:web identifiers under the site's URL, and the DID documents they resolve to.

did:web Method Specification; W3C Controlled Identifiers 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from credentials.formats.errors import EncodingRefused
from credentials.formats.timestamps import to_timestamp

_METHOD = "did:web:"
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.\-]*[a-z0-9])?(?::[0-9]{1,5})?")
_SEGMENT = re.compile(r"[A-Za-z0-9._~\-]+")


class KeyState(Enum):
    """Where a key is in its life: published before use, signing, no longer signing, or in the wrong hands."""

    NEXT = "next"
    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True)
class PublishedKey:
    """A public key as the DID document shows it.

    `fragment` names it after the `#`; `public_key_multibase` is a Multikey, unless it is a JWK; `ended` is when it
    was retired or compromised.
    """

    fragment: str
    public_key_multibase: str
    state: KeyState = KeyState.ACTIVE
    ended: datetime | None = None
    jwk: Mapping[str, Any] | None = None


def did_web(site_url: str, *path: str) -> str:
    """Return the did:web identifier of a path under a site.

    For example `did:web:demo.skillslab.example%3A8443:fieldlabs:<key>`.

    `site_url` is scheme, host and perhaps a port. Raises EncodingRefused for a path in the URL or characters
    that did:web cannot carry. did:web Method Specification, 3.1.
    """
    parts = urlsplit(site_url)
    host = parts.netloc.lower()
    if parts.scheme not in ("https", "http") or parts.path.strip("/") or not _HOST.fullmatch(host):
        raise EncodingRefused("site_url_malformed", value=site_url[:80])
    for segment in path:
        _check_segment(segment)
    return _METHOD + ":".join([host.replace(":", "%3A"), *path])


def did_document_url(did: str) -> str:
    """Return the https URL at which the DID document of a did:web identifier is found (did:web, 3.2 Read).

    Raises EncodingRefused for anything but a did:web whose host and path segments are plain.
    """
    if not did.startswith(_METHOD):
        raise EncodingRefused("did_method_not_supported", value=did[:80])
    host, *path = did.removeprefix(_METHOD).split(":")
    host = unquote(host)
    if not _HOST.fullmatch(host.lower()):
        raise EncodingRefused("did_malformed", value=did[:80])
    for segment in path:
        _check_segment(unquote(segment))
    folder = "/".join(quote(unquote(segment)) for segment in path) or ".well-known"
    return f"https://{host}/{folder}/did.json"


def verification_method_id(did: str, fragment: str) -> str:
    """Return the URL of one key of a DID document, which a proof names as its `verificationMethod`."""
    _check_segment(fragment)
    return f"{did}#{fragment}"


def build_did_document(did: str, keys: Sequence[PublishedKey]) -> dict[str, Any]:
    """Return the DID document of an issuer with its public keys as Multikey verification methods.

    Ed25519 keys are Multikeys, RSA and P-256 keys JsonWebKeys, which tokens name by `kid`.
    Next, active and retired keys may assert: a retired one carries `expires`, so that proofs made before that
    moment still verify here and in other implementations. A compromised one carries `revoked` and asserts
    nothing any more. Raises EncodingRefused if a retired or compromised key has no `ended`. Controlled
    Identifiers 1.0, 2.2 Verification Methods.
    """
    methods, asserting = [], []
    for key in keys:
        identifier = verification_method_id(did, key.fragment)
        method = {"id": identifier, "controller": did, **_public_key(key)}
        if key.state in (KeyState.RETIRED, KeyState.COMPROMISED):
            if key.ended is None:
                raise EncodingRefused("key_end_missing", key=key.fragment)
            method["expires" if key.state is KeyState.RETIRED else "revoked"] = to_timestamp(key.ended)
        methods.append(method)
        if key.state is not KeyState.COMPROMISED:
            asserting.append(identifier)
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            *(["https://w3id.org/security/jwk/v1"] if any(key.jwk for key in keys) else []),
        ],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": asserting,
    }


def _public_key(key: PublishedKey) -> dict[str, Any]:
    if key.jwk is None:
        return {"type": "Multikey", "publicKeyMultibase": key.public_key_multibase}
    return {"type": "JsonWebKey", "publicKeyJwk": {"kid": key.fragment, **key.jwk}}


def _check_segment(segment: str) -> None:
    if not _SEGMENT.fullmatch(segment) or segment in (".", ".."):
        raise EncodingRefused("did_malformed", value=segment[:80])
