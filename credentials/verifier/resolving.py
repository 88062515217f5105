"""Where keys come from: out of the identifier itself (did:key, did:jwk), or from whoever can be asked.

did:key Method 0.9; did:jwk Method; Controlled Identifiers 1.0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from credentials.formats.errors import FormatError
from credentials.formats.multibase import decode_base64url
from credentials.verifier.parsing import parse

ResolveDid = Callable[[str], Mapping[str, Any]]
ResolveKey = Callable[[str], bytes]
_KEY, _JWK = "did:key:", "did:jwk:"


class Unresolvable(Exception):
    """A resolver could not get what was asked for, so nothing is known about it."""


def no_key(url: str) -> bytes:
    """Resolve nothing: for callers that ask nobody for keys at a web address."""
    raise Unresolvable(url)


def with_own_keys(resolve_did: ResolveDid) -> ResolveDid:
    """Return a resolver that answers did:key and did:jwk from the identifier itself, others by `resolve_did`."""

    def resolve(did: str) -> Mapping[str, Any]:
        try:
            if did.startswith(_KEY):
                return _of_key(did, did.removeprefix(_KEY))
            if did.startswith(_JWK):
                return _of_jwk(did, did.removeprefix(_JWK))
        except FormatError as error:
            raise Unresolvable(did) from error
        return resolve_did(did)

    return resolve


def _of_key(did: str, multikey: str) -> dict[str, Any]:
    method = {"id": f"{did}#{multikey}", "type": "Multikey", "controller": did, "publicKeyMultibase": multikey}
    return {"id": did, "verificationMethod": [method], "assertionMethod": [method["id"]]}


def _of_jwk(did: str, encoded: str) -> dict[str, Any]:
    jwk = parse(decode_base64url("u" + encoded))
    method = {"id": f"{did}#0", "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk}
    return {"id": did, "verificationMethod": [method], "assertionMethod": [method["id"]]}
