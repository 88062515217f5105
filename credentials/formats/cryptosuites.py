"""Checking Data Integrity proofs of the cryptosuites that issuers use.

W3C Data Integrity EdDSA Cryptosuites 1.0 (eddsa-rdfc-2022, eddsa-jcs-2022) and ECDSA Cryptosuites 1.0
(ecdsa-rdfc-2019, ecdsa-jcs-2019; P-256 and P-384).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256, sha384
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from credentials.formats.documents import PINNED, DocumentLoader
from credentials.formats.errors import EncodingRefused, FormRefused, ProofRefused
from credentials.formats.multibase import decode_base58
from credentials.formats.proof import select_proof
from credentials.formats.public_keys import PublicKey
from credentials.formats.quads import canonical_form

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Cryptosuite:
    """How a suite makes bytes of a document, and which keys it takes.

    `covers_bytes`: the signature covers the JSON itself, not only the statements that JSON-LD makes of it.
    """

    covers_bytes: bool
    keys: type[Ed25519PublicKey] | type[EllipticCurvePublicKey]


CRYPTOSUITES: Mapping[str, Cryptosuite] = {
    "eddsa-rdfc-2022": Cryptosuite(False, Ed25519PublicKey),
    "eddsa-jcs-2022": Cryptosuite(True, Ed25519PublicKey),
    "ecdsa-rdfc-2019": Cryptosuite(False, EllipticCurvePublicKey),
    "ecdsa-jcs-2019": Cryptosuite(True, EllipticCurvePublicKey),
}


def read_proof(document: Document) -> Mapping[str, Any]:
    """Return the one proof of a document, an assertion of a suite that is known here.

    Raises ProofRefused with the code `proof_missing`, `proof_several` (which one speaks for the document
    would be a guess), `proof_kind_not_supported` or `proof_malformed`, and EncodingRefused for malformed
    dates. VC Data Integrity 1.0, 4.4 Verify Proof.
    """
    return select_proof(document, CRYPTOSUITES)


def suite_of(proof: Mapping[str, Any]) -> Cryptosuite:
    """Return the suite of a proof that `read_proof` returned."""
    return CRYPTOSUITES[proof["cryptosuite"]]


def check_suite_proof(
    document: Document,
    proof: Mapping[str, Any],
    *,
    key: PublicKey,
    nquads: bytes | None = None,
    loader: DocumentLoader = PINNED,
) -> None:
    """Check that `proof` is the signature of `key` over `document` (with or without its proof member).

    `nquads` are the document's canonical N-Quads where they were made before. Returns nothing when it is.
    Raises ProofRefused `signature_wrong`, `proof_malformed` or `proof_key_differs` (the suite takes another
    kind of key), and the errors of `canonical_form`.
    """
    suite = suite_of(proof)
    if not isinstance(key, suite.keys):
        raise ProofRefused("proof_key_differs", kind=str(proof["cryptosuite"]))
    try:
        signature = decode_base58(str(proof.get("proofValue")))
    except EncodingRefused as error:
        raise ProofRefused("proof_malformed", field="proofValue") from error
    digest = _digest_of(key)
    both = signed_forms(document, proof, nquads=nquads, loader=loader)
    _check_signature(key, signature, b"".join(digest(part).digest() for part in both))


def signed_forms(
    document: Document,
    proof: Mapping[str, Any],
    *,
    nquads: bytes | None = None,
    loader: DocumentLoader = PINNED,
) -> tuple[bytes, bytes]:
    """Return what is hashed and signed: the canonical proof configuration, and the canonical document."""
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if suite_of(proof).covers_bytes:
        if "@context" in options:
            unsecured["@context"] = _common_context(unsecured.get("@context"), options["@context"])
        return canonical_json(options), canonical_json(unsecured)
    # Always read in the document's own context (EdDSA Cryptosuites 1.0, 3.2.5).
    configuration = {**options, "@context": unsecured.get("@context")}
    return canonical_form(configuration, loader=loader), nquads or canonical_form(unsecured, loader=loader)


def canonical_json(document: Document) -> bytes:
    """Return the canonical bytes of JSON (RFC 8785); raises FormRefused for numbers that it can't carry."""
    try:
        return rfc8785.dumps(dict(document))
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError) as error:
        raise FormRefused("not_canonical_json") from error


def _common_context(of_document: Any, of_proof: Any) -> Any:
    # EdDSA Cryptosuites 1.0, 3.3.2: the document's contexts begin with those of the proof.
    ours, theirs = (value if isinstance(value, list) else [value] for value in (of_document, of_proof))
    if ours[: len(theirs)] != theirs:
        raise ProofRefused("proof_malformed", field="@context")
    return of_proof


def _digest_of(key: PublicKey) -> Callable[[bytes], Any]:
    large = isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP384R1)
    return sha384 if large else sha256


def _check_signature(key: PublicKey, signature: bytes, data: bytes) -> None:
    try:
        if isinstance(key, Ed25519PublicKey):
            if len(signature) != 64:
                raise ProofRefused("proof_malformed", field="proofValue")
            key.verify(signature, data)
        elif isinstance(key, EllipticCurvePublicKey):
            check_ecdsa(key, signature, data)
    except InvalidSignature as error:
        raise ProofRefused("signature_wrong") from error


def check_ecdsa(key: EllipticCurvePublicKey, signature: bytes, data: bytes) -> None:
    """Check an ECDSA signature in its fixed form, r and s (IEEE P1363; RFC 7518, 3.4).

    Raises ProofRefused `proof_malformed` for another length, InvalidSignature if it does not fit.
    """
    half = (key.curve.key_size + 7) // 8
    if len(signature) != 2 * half:
        raise ProofRefused("proof_malformed", field="proofValue")
    algorithm = hashes.SHA384() if isinstance(key.curve, ec.SECP384R1) else hashes.SHA256()
    encoded = encode_dss_signature(int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))
    key.verify(encoded, data, ec.ECDSA(algorithm))
