"""Does the key that signed belong to the issuer that a document names? And which key is it?

Controlled Identifiers 1.0, 3.3 Retrieve Verification Method; Open Badges 3.0, 8.2.4 (tokens) and 8.3 (proofs).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from credentials.formats.errors import EncodingRefused, FormatError
from credentials.formats.public_keys import PublicKey, key_of_jwk, key_of_method
from credentials.formats.timestamps import from_timestamp
from credentials.verifier.parsing import parse
from credentials.verifier.report import Check, Result, answer
from credentials.verifier.resolving import ResolveDid, ResolveKey, Unresolvable

_WELL_KNOWN = "/.well-known/"
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Binding:
    """The answer about the issuer, and the key to check the signature with where one was found."""

    check: Check
    key: PublicKey | None = None


@dataclass(frozen=True)
class Resolvers:
    """Who is asked for DID documents, and for keys at web addresses; both raise Unresolvable."""

    did: ResolveDid
    key: ResolveKey


@dataclass(frozen=True)
class Named:
    """The key as the signature names it: its URL (or bare name, or nothing), and when it says it was used."""

    key: str
    created: object = None


def bind_method(issuer: str, named: Named, resolvers: Resolvers) -> Binding:
    """Find the key that a proof or token names, and say whether it is the issuer's to sign credentials with.

    `issuer` is the identifier in the document. Yes only for a key that the issuer's own document lists for
    assertions. Raises nothing.
    """
    if not issuer.startswith(("did:", "https://")):
        return _answer("unknown", "issuer_not_a_did")
    method_id = _full_name(issuer, named.key)
    owner = method_id.partition("#")[0]
    if issuer.startswith("did:") and owner != issuer:
        return _answer("no", "key_of_another", owner=owner[:200], issuer=issuer[:200])
    if issuer.startswith("https://") and urlsplit(owner)[:2] != urlsplit(issuer)[:2]:
        return _answer("no", "key_of_another", owner=owner[:200], issuer=issuer[:200])
    try:
        if issuer.startswith("did:"):
            found: Any = resolvers.did(issuer)
        else:
            found = _controller_document(issuer, method_id, resolvers)
    except Unresolvable:
        return _answer("unknown", "issuer_unresolvable", issuer=issuer[:200])
    except FormatError:
        return _answer("unknown", "issuer_document_malformed", issuer=issuer[:200])
    if found is None:
        return _answer("unknown", "key_not_tied", key=method_id[:200], issuer=issuer[:200])
    if not isinstance(found, Mapping) or found.get("id") != issuer:
        return _answer("unknown", "issuer_document_malformed", issuer=issuer[:200])
    return _bind_listed(found, method_id, issuer, named)


def bind_token_key(issuer: str, jwk: Json, created: object, resolvers: Resolvers) -> Binding:
    """Say whether a key that lies in the token itself is one that the issuer publishes.

    By itself such a key proves nothing: anybody can put one in.
    """
    try:
        key = key_of_jwk(jwk)
        found: Any = resolvers.did(issuer) if issuer.startswith("did:") else None
    except (FormatError, Unresolvable):
        found = None
    for method in _methods(found) if isinstance(found, Mapping) else []:
        try:
            if key_of_method(method) == key:
                return bind_method(issuer, Named(str(method.get("id")), created), resolvers)
        except FormatError:
            continue
    return _answer("unknown", "key_in_token")


def _answer(result: Result, code: str, **parameters: str) -> Binding:
    return Binding(answer("issuer", result, code, **parameters))


def _full_name(issuer: str, name: str) -> str:
    if name.startswith("#"):
        return issuer + name
    if ":" in name:
        return name
    if issuer.startswith("did:"):
        return f"{issuer}#{name}"
    parts = urlsplit(issuer)
    return f"{parts.scheme}://{parts.netloc}{_WELL_KNOWN}jwks.json#{name}"


def _controller_document(issuer: str, method_id: str, resolvers: Resolvers) -> Json | None:
    """Return what an issuer at a web address says of its keys, in the form of a DID document.

    That is its own document (Controlled Identifiers 1.0) or, where that lists no keys, a key or key set at an
    address that only the issuer can write to: under its own address, or among its host's well-known ones.
    """
    owner = method_id.partition("#")[0]
    if owner == issuer or _only_the_issuers(urlsplit(owner), urlsplit(issuer)):
        return _as_document(issuer, method_id, parse(resolvers.key(owner)))
    document = parse(resolvers.key(issuer))
    return document if _lists_keys(document) else None


def _only_the_issuers(address: SplitResult, issuer: SplitResult) -> bool:
    path = issuer.path.rstrip("/")
    return address.path.startswith((f"{path}/", _WELL_KNOWN)) and "/.." not in address.path


def _lists_keys(found: Json) -> bool:
    return "verificationMethod" in found or "assertionMethod" in found


def _as_document(issuer: str, method_id: str, found: Json) -> Json | None:
    """Return one key or a set of them (RFC 7517) as an issuer's document; nothing for anything else."""
    if _lists_keys(found):
        return found
    owner, _, fragment = method_id.partition("#")
    keys = [key for key in _list(found.get("keys", [found])) if isinstance(key, Mapping)]
    methods: list[Json] = []
    for key in keys:
        if "kty" in key:
            name = str(key.get("kid") or "")
            # A key that is alone at its address may leave out its name.
            is_meant = name in (method_id, fragment) or (not name and len(keys) == 1)
            identifier = method_id if is_meant else f"{owner}#{name}"
            methods.append({"id": identifier, "type": "JsonWebKey", "controller": issuer, "publicKeyJwk": key})
        elif "publicKeyMultibase" in key or "publicKeyJwk" in key:
            methods.append(key)
    if not methods:
        return None
    return {
        "id": issuer,
        "verificationMethod": methods,
        "assertionMethod": [method.get("id") for method in methods],
    }


def _bind_listed(found: Json, method_id: str, issuer: str, named: Named) -> Binding:
    key_name = method_id[:200]
    method = _find_method(found, method_id)
    if method is None:
        return _answer("no", "key_not_listed", key=key_name)
    try:
        key = key_of_method(method)
    except EncodingRefused:
        return _answer("unknown", "key_kind_not_supported", key=key_name)
    if method.get("controller") != issuer:
        return Binding(answer("issuer", "no", "key_controlled_by_another", key=key_name), key)
    # Whoever stole a key can write any date into a proof, so a withdrawn key proves nothing at all.
    if "revoked" in method:
        return Binding(answer("issuer", "no", "key_revoked", key=key_name), key)
    if not _may_assert(found, method.get("id")):
        return Binding(answer("issuer", "no", "key_not_for_assertions", key=key_name), key)
    return Binding(_check_key_state(method, key_name, named.created), key)


def _methods(found: Json) -> list[Json]:
    listed = [*_list(found.get("verificationMethod")), *_list(found.get("assertionMethod"))]
    return [method for method in listed if isinstance(method, Mapping)]


def _find_method(found: Json, method_id: str) -> Json | None:
    methods = _methods(found)
    matching = [method for method in methods if method.get("id") == method_id]
    if method_id == found.get("id"):
        # A token may leave out the name of the only key there is.
        matching = methods
    # Two keys under one name: which one is meant would be a guess.
    return matching[0] if len(matching) == 1 else None


def _may_assert(found: Json, method_id: object) -> bool:
    named = [
        entry.get("id") if isinstance(entry, Mapping) else entry for entry in _list(found.get("assertionMethod"))
    ]
    return method_id in named


def _check_key_state(method: Json, key: str, created: object) -> Check:
    if "expires" in method:
        if created is None:
            return answer("issuer", "unknown", "key_date_needed", key=key)
        try:
            ended, used = from_timestamp(method["expires"]), from_timestamp(created)
        except EncodingRefused as error:
            return answer("issuer", "unknown", error.code, **error.parameters)
        if used >= ended:
            return answer("issuer", "no", "key_expired", key=key, ended=str(method["expires"]))
    return answer("issuer", "yes", "issuer_owns_key")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
