"""Is a document signed by the issuer that it names? The same question for a credential and for a status list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credentials.formats.cryptosuites import check_suite_proof, read_proof, suite_of
from credentials.formats.errors import FormatError
from credentials.formats.public_keys import PublicKey
from credentials.formats.quads import canonical_form
from credentials.formats.timestamps import from_timestamp, to_timestamp
from credentials.verifier.binding import Named, Resolvers, bind_method, bind_token_key
from credentials.verifier.parsing import parse
from credentials.verifier.report import Check, Result, answer
from credentials.verifier.resolving import Unresolvable
from credentials.verifier.tokens import TOKEN, Token, check_token, read_token

__all__ = ["Resolvers", "Unresolvable"]

_COULD_NOT_CHECK = ("context_unknown", "proof_kind_not_supported", "proof_several", "token_not_supported")
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Signed:
    """A document as it was received: by itself, or in a token that signs it."""

    document: dict[str, Any]
    token: Token | None = None


@dataclass(frozen=True)
class Secured:
    """The three answers about a signed document, and when the signature was made and ends where it says so."""

    contexts: Check
    proof: Check
    issuer: Check
    created: datetime | None = None
    expires: datetime | None = None

    @property
    def confirmed(self) -> bool:
        """True if the named issuer signed exactly this."""
        return self.contexts.result != "no" and self.proof.result == self.issuer.result == "yes"


def read_signed(data: bytes, *, maximum: int | None = None) -> Signed:
    """Return the document in JSON or in a token; raises ParseRefused."""
    if TOKEN.fullmatch(data.strip()):
        token = read_token(data)
        return Signed(token.document, token)
    return Signed(parse(data) if maximum is None else parse(data, maximum=maximum))


def check_secured(signed: Signed, *, resolvers: Resolvers) -> Secured:
    """Check contexts, proof and issuer binding of a document with a Data Integrity proof or in a token.

    VC Data Integrity 1.0, 4.4; VC-JOSE-COSE, 5. Raises nothing for any document.
    """
    if signed.token is not None:
        return _check_token(signed, signed.token, resolvers)
    document = signed.document
    try:
        nquads, contexts = _statements_of(document), answer("contexts", "yes", "contexts_pinned")
    except FormatError as error:
        nquads, contexts = b"", _refused("contexts", error)
    try:
        proof = read_proof(document)
        created, expires = (_moment(proof, name) for name in ("created", "expires"))
    except FormatError as error:
        return Secured(contexts, _refused("proof", error), answer("issuer", "unknown", "not_reached"))
    named = Named(str(proof["verificationMethod"]), proof.get("created"))
    binding = bind_method(issuer_of(document), named, resolvers)
    if suite_of(proof).covers_bytes:
        contexts = _of_signed_bytes(contexts)
    elif contexts.result != "yes":
        return Secured(contexts, answer("proof", "unknown", "not_reached"), binding.check, created, expires)
    checked = _check_proof(document, proof, nquads, binding.key)
    return Secured(contexts, checked, binding.check, created, expires)


def _check_token(signed: Signed, token: Token, resolvers: Resolvers) -> Secured:
    try:
        _statements_of(signed.document)
        contexts = answer("contexts", "yes", "contexts_pinned")
    except FormatError as error:
        contexts = _of_signed_bytes(_refused("contexts", error))
    try:
        created, expires = token.moment("iat") or token.moment("nbf"), token.moment("exp")
        not_before = token.moment("nbf")
    except FormatError as error:
        return Secured(contexts, _refused("proof", error), answer("issuer", "unknown", "not_reached"))
    issuer, name, jwk = issuer_of(signed.document), token.header.get("kid"), token.header.get("jwk")
    used = None if created is None else to_timestamp(created)
    if name is None and isinstance(jwk, Mapping):
        binding = bind_token_key(issuer, jwk, used, resolvers)
    else:
        binding = bind_method(issuer, Named(issuer if name is None else str(name), used), resolvers)
    if binding.key is None:
        proof = answer("proof", "unknown", "key_not_available")
    else:
        try:
            check_token(token, binding.key)
            proof = answer("proof", "yes", "signature_right")
        except FormatError as error:
            proof = _refused("proof", error)
    return Secured(contexts, proof, binding.check, not_before or created, expires)


def issuer_of(document: Json) -> str:
    """Return the identifier of the issuer, which is given alone or in an object; empty if there is none."""
    issuer = document.get("issuer")
    identifier = issuer.get("id") if isinstance(issuer, dict) else issuer
    return identifier if isinstance(identifier, str) else ""


def _statements_of(document: Json) -> bytes:
    return canonical_form({name: value for name, value in document.items() if name != "proof"})


def _of_signed_bytes(contexts: Check) -> Check:
    # The signature covers the text itself: a field without a fixed meaning is unclear, but nobody slipped it in.
    if contexts.result != "no":
        return contexts
    return answer("contexts", "unknown", contexts.reason.code, **contexts.reason.parameters)


def _refused(name: str, error: FormatError) -> Check:
    result: Result = "unknown" if error.code in _COULD_NOT_CHECK else "no"
    return answer(name, result, error.code, **error.parameters)


def _check_proof(document: Json, proof: Json, nquads: bytes, key: PublicKey | None) -> Check:
    if key is None:
        return answer("proof", "unknown", "key_not_available")
    try:
        check_suite_proof(document, proof, key=key, nquads=nquads or None)
    except FormatError as error:
        return _refused("proof", error)
    return answer("proof", "yes", "signature_right")


def _moment(proof: Json, name: str) -> datetime | None:
    return from_timestamp(proof[name]) if name in proof else None
