"""Signing and checking documents of the test-only VC-API: proof sets and chains, presentations (pure functions).

VC Data Integrity 1.0, 4.2 to 4.5; VC Data Model 2.0, 4.13.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from credentials.formats.canonical import canonicalise
from credentials.formats.cryptosuites import CRYPTOSUITES, canonical_json
from credentials.formats.documents import CREDENTIALS_V2, DATA_INTEGRITY_V2, DocumentLoader
from credentials.formats.errors import ProofRefused
from credentials.formats.multibase import decode_base58, encode_base58, encode_public_key
from credentials.formats.proof import ASSERTION, PROOF_TYPE, hash_data
from credentials.formats.public_keys import key_of_multikey
from credentials.formats.timestamps import from_timestamp, to_timestamp
from credentials.verifier.data_model import is_url, problems_of

AUTHENTICATION = "authentication"
CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
_OPTIONS = ("type", "verificationMethod", "proofPurpose", "proofValue", "cryptosuite")
_SIGNATURE_BYTES = 64
Json = Mapping[str, Any]


class LenientLoader(DocumentLoader):
    """The pinned contexts, those of a suite in a JSON file (URL → document), and what documents bring along."""

    lenient = True
    first_contexts = (CREDENTIALS_V2, CREDENTIALS_V1)

    def __init__(self, further: Path | None = None) -> None:
        super().__init__()
        self._further: dict[str, Any] = {} if further is None else json.loads(further.read_text())

    def knows(self, url: str) -> bool:
        return url in self._further or super().knows(url)

    def __call__(self, url: str, options: Json | None = None) -> dict[str, Any]:
        if url in self._further:
            return {"contextUrl": None, "documentUrl": url, "document": self._further[url], "tag": "static"}
        return super().__call__(url, options)


def did_of(key: Ed25519PrivateKey) -> str:
    """The did:key of a key."""
    return f"did:key:{encode_public_key(key.public_key())}"


def signed(
    credential: Json, *, key: Ed25519PrivateKey, suite: str, created: datetime, loader: DocumentLoader
) -> dict[str, Any]:
    """Return a credential with one proof by `suite` (eddsa-rdfc-2022, eddsa-jcs-2022).

    Raises ProofRefused for a proof that is there already and another suite, and the errors of `canonicalise`.
    """
    if "proof" in credential or suite not in CRYPTOSUITES:
        raise ProofRefused("proof_kind_not_supported", kind=suite[:80])
    did = did_of(key)
    options = {
        "type": PROOF_TYPE,
        "cryptosuite": suite,
        "created": to_timestamp(created),
        "verificationMethod": f"{did}#{did.removeprefix('did:key:')}",
        "proofPurpose": ASSERTION,
    }
    # Also where the signature covers the text: nothing is signed that means nothing.
    canonicalise(dict(credential), loader=loader)
    if CREDENTIALS_V1 in credential["@context"] and DATA_INTEGRITY_V2 not in credential["@context"]:
        # 1.1 does not define proofs (VC Data Integrity 1.0, 2.4.2 Context Injection).
        credential = {**credential, "@context": [*credential["@context"], DATA_INTEGRITY_V2]}
    if CRYPTOSUITES[suite].covers_bytes:
        options = {"@context": credential["@context"], **options}
    value = encode_base58(key.sign(_signed_bytes(credential, options, loader)))
    return {**credential, "proof": {**options, "proofValue": value}}


def check_document(
    document: Json, *, purpose: str, now: datetime, loader: DocumentLoader, expected: Json | None = None
) -> None:
    """Check every proof of a document: all of a set, and in a chain what each rests on.

    `expected` holds what `challenge` and `domain` must be, where something is expected. Raises FormatError.
    """
    proofs = document.get("proof")
    proofs = proofs if isinstance(proofs, list) else [proofs]
    if not proofs or not all(isinstance(proof, Mapping) for proof in proofs):
        raise ProofRefused("proof_missing")
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    canonicalise(unsecured, loader=loader)
    for proof in proofs:
        earlier = _earlier(proof, proofs)
        secured = {**unsecured, "proof": earlier} if earlier else unsecured
        _check_proof(secured, proof, purpose=purpose, now=now, loader=loader, expected=expected or {})


def check_credential(credential: Any, *, now: datetime, loader: DocumentLoader) -> None:
    """Check form, proofs, issuer and dates of a credential. Raises FormatError."""
    if not isinstance(credential, Mapping):
        raise ProofRefused("proof_malformed", field="verifiableCredential")
    check_form(credential)
    check_document(credential, purpose=ASSERTION, now=now, loader=loader)
    issuer = credential["issuer"]
    issuer = issuer["id"] if isinstance(issuer, Mapping) else issuer
    signers = [proof["verificationMethod"].partition("#")[0] for proof in _proofs(credential)]
    # Others may sign too, of what the issuer signs.
    if issuer not in signers:
        raise ProofRefused("key_of_another", owner=signers[0][:200], issuer=issuer[:200])
    until = credential.get("validUntil", credential.get("expirationDate"))
    if until is not None and from_timestamp(until) < now:
        raise ProofRefused("expired", until=str(until))
    # One that is not valid yet verifies (VC Data Model 2.0, 7.1): when it is used is the verifier's to weigh.


def check_presentation(presentation: Any, *, now: datetime, loader: DocumentLoader, expected: Json) -> None:
    """Check a presentation (4.13): its form, its proof of authentication, and each credential in it."""
    if not isinstance(presentation, Mapping):
        raise ProofRefused("proof_malformed", field="verifiablePresentation")
    types = presentation.get("type")
    if "VerifiablePresentation" not in (types if isinstance(types, list) else [types]):
        raise ProofRefused("proof_malformed", field="type")
    holder = presentation.get("holder")
    holder = holder.get("id") if isinstance(holder, Mapping) else holder
    if "holder" in presentation and not is_url(holder):
        raise ProofRefused("proof_malformed", field="holder")
    if "id" in presentation and not is_url(presentation["id"]):
        raise ProofRefused("proof_malformed", field="id")
    check_document(presentation, purpose=AUTHENTICATION, now=now, loader=loader, expected=expected)
    credentials = presentation.get("verifiableCredential", [])
    for credential in credentials if isinstance(credentials, list) else [credentials]:
        check_credential(credential, now=now, loader=loader)


def check_form(credential: Json) -> None:
    """Check what VC Data Model 2.0 demands of a credential. Raises ProofRefused, which says where."""
    types = credential.get("type")
    if "VerifiableCredential" not in (types if isinstance(types, list) else [types]):
        raise ProofRefused("credential_form_not_met", path="/type")
    for path in problems_of(credential):
        raise ProofRefused("credential_form_not_met", path=path)


def _proofs(document: Json) -> list[Json]:
    proofs = document["proof"]
    return proofs if isinstance(proofs, list) else [proofs]


def _earlier(proof: Json, proofs: list[Json]) -> list[Json]:
    """The proofs that one rests on (4.5): each of them is there, and is checked by itself too."""
    named = proof.get("previousProof", [])
    named = named if isinstance(named, list) else [named]
    found = [other for other in proofs if other.get("id") in named and other is not proof]
    if len(found) != len(named) or not all(isinstance(name, str) for name in named):
        raise ProofRefused("proof_malformed", field="previousProof")
    return found


def _check_proof(
    secured: Json, proof: Json, *, purpose: str, now: datetime, loader: DocumentLoader, expected: Json
) -> None:
    for name in _OPTIONS:
        if not isinstance(proof.get(name), str):
            raise ProofRefused("proof_malformed", field=name)
    if proof["type"] != PROOF_TYPE or proof["cryptosuite"] not in CRYPTOSUITES:
        raise ProofRefused("proof_kind_not_supported", kind=proof["cryptosuite"][:80])
    if proof["proofPurpose"] != purpose:
        raise ProofRefused("proof_malformed", field="proofPurpose")
    for name in ("challenge", "domain"):
        if expected.get(name) is not None and proof.get(name) != expected[name]:
            raise ProofRefused("proof_malformed", field=name)
    if "created" in proof:
        from_timestamp(proof["created"])
    if "expires" in proof and from_timestamp(proof["expires"]) < now:
        raise ProofRefused("signature_expired", until=proof["expires"])
    key = _key_of(proof["verificationMethod"])
    # Its header says that it is base58btc (2.4 of Controlled Identifiers 1.0).
    signature = decode_base58(proof["proofValue"])
    if len(signature) != _SIGNATURE_BYTES:
        raise ProofRefused("proof_malformed", field="proofValue")
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        key.verify(signature, _signed_bytes(secured, options, loader))
    except InvalidSignature as error:
        raise ProofRefused("signature_wrong") from error


def _signed_bytes(document: Json, options: Json, loader: DocumentLoader) -> bytes:
    if CRYPTOSUITES[options["cryptosuite"]].covers_bytes:
        return sha256(canonical_json(options)).digest() + sha256(canonical_json(document)).digest()
    configuration = {**options, "@context": document.get("@context")}
    return hash_data(
        document_nquads=canonicalise(dict(document), loader=loader),
        configuration_nquads=canonicalise(configuration, loader=loader),
    )


def _key_of(method: str) -> Ed25519PublicKey:
    did, _hash, fragment = method.partition("#")
    multikey = did.removeprefix("did:key:")
    if not did.startswith("did:key:") or fragment != multikey:
        raise ProofRefused("issuer_unresolvable", issuer=did[:200])
    key = key_of_multikey(multikey)
    if not isinstance(key, Ed25519PublicKey):
        raise ProofRefused("key_kind_not_supported", key=method[:200])
    return key
