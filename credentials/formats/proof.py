"""Data Integrity proofs of the cryptosuite eddsa-rdfc-2022.

W3C Data Integrity EdDSA Cryptosuites 1.0, 3.2.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from credentials.formats.canonical import canonicalise
from credentials.formats.documents import PINNED, DocumentLoader
from credentials.formats.errors import EncodingRefused, ProofRefused
from credentials.formats.multibase import decode_base58, encode_base58
from credentials.formats.timestamps import from_timestamp, to_timestamp

PROOF_TYPE = "DataIntegrityProof"
CRYPTOSUITE = "eddsa-rdfc-2022"
ASSERTION = "assertionMethod"
_SIGNATURE_BYTES = 64


class SigningKey(Protocol):
    """Anything that signs with Ed25519.

    A private key of `cryptography`, or the client of a key management service.
    """

    def sign(self, data: bytes, /) -> bytes:
        """Return the 64 bytes of the signature of `data`."""
        ...


def sign(
    document: Mapping[str, Any],
    *,
    key: SigningKey,
    verification_method: str,
    created: datetime,
    loader: DocumentLoader = PINNED,
) -> dict[str, Any]:
    """Return `document` with a `proof` array that holds one eddsa-rdfc-2022 proof for the purpose assertionMethod.

    `verification_method` is the URL of the public key in the issuer's DID document; `created` an aware
    datetime. Raises ProofRefused if there is a proof already and the errors of `canonicalise`. EdDSA
    Cryptosuites 1.0, 3.2.1 Create Proof.
    """
    if "proof" in document:
        raise ProofRefused("proof_already_there")
    unsecured = dict(document)
    proof: dict[str, Any] = {
        "type": PROOF_TYPE,
        "cryptosuite": CRYPTOSUITE,
        "created": to_timestamp(created),
        "verificationMethod": verification_method,
        "proofPurpose": ASSERTION,
    }
    signature = key.sign(
        hash_data(
            document_nquads=canonicalise(unsecured, loader=loader),
            configuration_nquads=canonical_configuration(proof, unsecured.get("@context"), loader=loader),
        )
    )
    return {**unsecured, "proof": [{**proof, "proofValue": encode_base58(signature)}]}


def hash_data(*, document_nquads: bytes, configuration_nquads: bytes) -> bytes:
    """Return the 64 bytes that are signed: SHA-256 of the proof configuration, then of the document.

    3.2.4 Hashing.
    """
    return sha256(configuration_nquads).digest() + sha256(document_nquads).digest()


def canonical_configuration(proof: Mapping[str, Any], context: Any, *, loader: DocumentLoader = PINNED) -> bytes:
    """Return the canonical N-Quads of a proof's options in the document's context.

    3.2.5 Proof Configuration.
    """
    options = {name: value for name, value in proof.items() if name not in ("proofValue", "@context")}
    return canonicalise({**options, "@context": context}, loader=loader)


def select_proof(document: Mapping[str, Any], suites: Container[str] = frozenset({CRYPTOSUITE})) -> dict[str, Any]:
    """Return the one proof of a document, an assertion of one of `suites` that can be read.

    Raises ProofRefused with the code `proof_missing`, `proof_several` (which one speaks for the document
    would be a guess), `proof_kind_not_supported` or `proof_malformed`. VC Data Integrity 1.0, 4.4 Verify
    Proof.
    """
    raw = document.get("proof")
    proofs = raw if isinstance(raw, list) else [] if raw is None else [raw]
    if not proofs:
        raise ProofRefused("proof_missing")
    if len(proofs) > 1:
        raise ProofRefused("proof_several")
    proof = proofs[0]
    if not isinstance(proof, dict):
        raise ProofRefused("proof_malformed", field="proof")
    suite = proof.get("cryptosuite")
    if proof.get("type") != PROOF_TYPE or not isinstance(suite, str) or suite not in suites:
        raise ProofRefused("proof_kind_not_supported", kind=str(suite or proof.get("type"))[:80])
    for name in ("verificationMethod", "proofValue"):
        if not isinstance(proof.get(name), str):
            raise ProofRefused("proof_malformed", field=name)
    if proof.get("proofPurpose") != ASSERTION:
        raise ProofRefused("proof_malformed", field="proofPurpose")
    if "previousProof" in proof:
        raise ProofRefused("proof_kind_not_supported", kind="previousProof")
    for name in {"created", "expires"} & proof.keys():
        from_timestamp(proof[name])
    return proof


def check_proof(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    *,
    public_key: Ed25519PublicKey,
    loader: DocumentLoader = PINNED,
) -> None:
    """Check that `proof` is the signature of `public_key` over `document` (with or without its proof member).

    Returns nothing when it is. Raises ProofRefused `signature_wrong` or `proof_malformed`, and the errors of
    `canonicalise`. EdDSA Cryptosuites 1.0, 3.2.2 Verify Proof.
    """
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    check_signature(
        proof,
        public_key=public_key,
        document_nquads=canonicalise(unsecured, loader=loader),
        configuration_nquads=canonical_configuration(proof, unsecured.get("@context"), loader=loader),
    )


def check_signature(
    proof: Mapping[str, Any],
    *,
    public_key: Ed25519PublicKey,
    document_nquads: bytes,
    configuration_nquads: bytes,
) -> None:
    """Check the proof's signature over canonical N-Quads that were made before (3.2.7 Proof Verification).

    Raises ProofRefused `signature_wrong`, or `proof_malformed` if the value is not 64 bytes in base58btc.
    """
    try:
        signature = decode_base58(str(proof.get("proofValue")))
    except EncodingRefused as error:
        raise ProofRefused("proof_malformed", field="proofValue") from error
    if len(signature) != _SIGNATURE_BYTES:
        raise ProofRefused("proof_malformed", field="proofValue")
    data = hash_data(document_nquads=document_nquads, configuration_nquads=configuration_nquads)
    try:
        public_key.verify(signature, data)
    except InvalidSignature as error:
        raise ProofRefused("signature_wrong") from error
