"""Is a document signed by the issuer that it names? The same question for a credential and for a status list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from credentials.formats.canonical import canonicalise
from credentials.formats.errors import EncodingRefused, FormatError
from credentials.formats.multibase import decode_public_key
from credentials.formats.proof import canonical_configuration, check_signature, select_proof
from credentials.formats.timestamps import from_timestamp
from credentials.verify.report import Check, Result, answer

_KEY_TYPES = ("Multikey", "Ed25519VerificationKey2020")
_COULD_NOT_CHECK = ("context_unknown", "proof_kind_not_supported", "proof_several")


class Unresolvable(Exception):
    """A resolver could not get what was asked for, so nothing is known about it."""


ResolveDid = Callable[[str], Mapping[str, Any]]


@dataclass(frozen=True)
class Secured:
    """The three answers about a signed document, and its proof where one could be read."""

    contexts: Check
    proof: Check
    issuer: Check
    options: Mapping[str, Any] | None = None

    @property
    def confirmed(self) -> bool:
        """True if the named issuer signed exactly this."""
        return all(check.result == "yes" for check in (self.contexts, self.proof, self.issuer))


@dataclass(frozen=True)
class _Binding:
    check: Check
    key: Ed25519PublicKey | None = None


def check_secured(document: Mapping[str, Any], *, resolve_did: ResolveDid) -> Secured:
    """Check contexts, proof and issuer binding of a document with a Data Integrity proof.

    VC Data Integrity 1.0, 4.4.

    `resolve_did` returns a DID document or raises Unresolvable. Raises nothing for any document.
    """
    try:
        nquads = canonicalise({name: value for name, value in document.items() if name != "proof"})
        contexts = answer("contexts", "yes", "contexts_pinned")
    except FormatError as error:
        nquads, contexts = b"", _refused("contexts", error)
    try:
        options = select_proof(document)
    except FormatError as error:
        return Secured(contexts, _refused("proof", error), answer("issuer", "unknown", "not_reached"))
    binding = _bind_issuer(document, options, resolve_did)
    if contexts.result != "yes":
        return Secured(contexts, answer("proof", "unknown", "not_reached"), binding.check, options)
    context = document.get("@context")
    return Secured(contexts, _check_signature(nquads, context, options, binding.key), binding.check, options)


def issuer_of(document: Mapping[str, Any]) -> str:
    """Return the identifier of the issuer, which is given alone or in an object; empty if there is none."""
    issuer = document.get("issuer")
    identifier = issuer.get("id") if isinstance(issuer, dict) else issuer
    return identifier if isinstance(identifier, str) else ""


def _refused(name: str, error: FormatError) -> Check:
    result: Result = "unknown" if error.code in _COULD_NOT_CHECK else "no"
    return answer(name, result, error.code, **error.parameters)


def _check_signature(
    nquads: bytes, context: Any, options: Mapping[str, Any], key: Ed25519PublicKey | None
) -> Check:
    if key is None:
        return answer("proof", "unknown", "key_not_available")
    try:
        configuration = canonical_configuration(options, context)
        check_signature(options, public_key=key, document_nquads=nquads, configuration_nquads=configuration)
    except FormatError as error:
        return _refused("proof", error)
    return answer("proof", "yes", "signature_right")


def _bind_issuer(document: Mapping[str, Any], options: Mapping[str, Any], resolve_did: ResolveDid) -> _Binding:
    method_id = str(options["verificationMethod"])
    owner, issuer = method_id.partition("#")[0], issuer_of(document)
    if not issuer.startswith("did:"):
        return _Binding(answer("issuer", "unknown", "issuer_not_a_did"))
    if owner != issuer:
        return _Binding(answer("issuer", "no", "key_of_another", owner=owner[:200], issuer=issuer[:200]))
    try:
        found: Any = resolve_did(issuer)
    except Unresolvable:
        return _Binding(answer("issuer", "unknown", "issuer_unresolvable", issuer=issuer[:200]))
    if not isinstance(found, Mapping) or found.get("id") != issuer:
        return _Binding(answer("issuer", "unknown", "issuer_document_malformed", issuer=issuer[:200]))
    return _bind_key(found, method_id, issuer, options)


def _bind_key(found: Mapping[str, Any], method_id: str, issuer: str, options: Mapping[str, Any]) -> _Binding:
    method = _find_method(found, method_id)
    if method is None:
        return _Binding(answer("issuer", "no", "key_not_listed", key=method_id[:200]))
    try:
        if method.get("type") not in _KEY_TYPES:
            raise EncodingRefused("key_kind_not_supported")
        key = decode_public_key(str(method.get("publicKeyMultibase")))
    except EncodingRefused:
        return _Binding(answer("issuer", "unknown", "key_kind_not_supported", key=method_id[:200]))
    if method.get("controller") != issuer:
        return _Binding(answer("issuer", "no", "key_controlled_by_another", key=method_id[:200]), key)
    # Whoever stole a key can write any date into a proof, so a withdrawn key proves nothing at all.
    if "revoked" in method:
        return _Binding(answer("issuer", "no", "key_revoked", key=method_id[:200]), key)
    if not _may_assert(found, method_id):
        return _Binding(answer("issuer", "no", "key_not_for_assertions", key=method_id[:200]), key)
    return _Binding(_check_key_state(method, method_id, options), key)


def _find_method(found: Mapping[str, Any], method_id: str) -> Mapping[str, Any] | None:
    methods = [*_list(found.get("verificationMethod")), *_list(found.get("assertionMethod"))]
    matching = [method for method in methods if isinstance(method, Mapping) and method.get("id") == method_id]
    # Two keys under one name: which one is meant would be a guess.
    return matching[0] if len(matching) == 1 else None


def _may_assert(found: Mapping[str, Any], method_id: str) -> bool:
    named = [
        entry.get("id") if isinstance(entry, Mapping) else entry for entry in _list(found.get("assertionMethod"))
    ]
    return method_id in named


def _check_key_state(method: Mapping[str, Any], method_id: str, options: Mapping[str, Any]) -> Check:
    key = method_id[:200]
    if "expires" in method:
        if "created" not in options:
            return answer("issuer", "unknown", "key_date_needed", key=key)
        try:
            ended, created = from_timestamp(method["expires"]), from_timestamp(options["created"])
        except EncodingRefused as error:
            return answer("issuer", "unknown", error.code, **error.parameters)
        if created >= ended:
            return answer("issuer", "no", "key_expired", key=key, ended=str(method["expires"]))
    return answer("issuer", "yes", "issuer_owns_key")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def proof_dates(options: Mapping[str, Any] | None) -> tuple[datetime | None, datetime | None]:
    """Return when a proof was made and when it ends, where it says so.

    Raises EncodingRefused for malformed dates.
    """
    if options is None:
        return None, None
    created, expires = options.get("created"), options.get("expires")
    return (
        None if created is None else from_timestamp(created),
        None if expires is None else from_timestamp(expires),
    )
