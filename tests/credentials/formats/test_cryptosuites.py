"""The cryptosuites of other issuers: W3C's vectors byte for byte, and every change noticed."""

from __future__ import annotations

import copy
import json
from hashlib import sha256, sha384
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.formats.canonical import canonical_nquads, expand, to_quads
from credentials.formats.cryptosuites import canonical_json, check_suite_proof, read_proof, signed_forms
from credentials.formats.documents import CREDENTIALS_V2
from credentials.formats.errors import FormatError, FormRefused, ProofRefused
from credentials.formats.multibase import decode_base58, encode_base58
from credentials.formats.public_keys import PublicKey, key_of_multikey
from credentials.formats.quads import canonical_form, quads_of
from tests.credentials import samples
from tests.credentials.vectors import EXAMPLES_LOADER, secret_key, vector, vector_json

EDDSA = vector_json("keyPair.json")
ECDSA = [(256, sha256), (384, sha384)]


def folder(bits: int) -> str:
    return f"vc_di_ecdsa/p{bits}"


SIGNED: dict[str, tuple[dict[str, Any], PublicKey]] = {
    "eddsa-rdfc-2022": (vector_json("signedDataInt.json"), key_of_multikey(EDDSA["publicKeyMultibase"])),
    "eddsa-jcs-2022": (
        vector_json("signedJCS.json", "vc_di_eddsa_jcs"),
        key_of_multikey(EDDSA["publicKeyMultibase"]),
    ),
    **{
        f"ecdsa-{kind} P-{bits}": (
            vector_json(f"{name}ECDSAP{bits}.json", folder(bits)),
            key_of_multikey(vector_json("keyPair.json", folder(bits))["publicKeyMultibase"]),
        )
        for kind, name in (("rdfc-2019", "signed"), ("jcs-2019", "signedJCS"))
        for bits, _ in ECDSA
    },
}


def check(document: dict[str, Any], key: PublicKey) -> None:
    check_suite_proof(document, read_proof(document), key=key, loader=EXAMPLES_LOADER)


@pytest.mark.parametrize("suite", SIGNED)
def test_the_signed_w3c_vector_is_confirmed(suite: str) -> None:
    check(*SIGNED[suite])


@pytest.mark.parametrize("suite", SIGNED)
@pytest.mark.parametrize("field", ["name", "id", "validFrom", "proof"])
def test_a_changed_w3c_vector_is_noticed(suite: str, field: str) -> None:
    document, key = copy.deepcopy(SIGNED[suite])
    if field == "proof":
        document["proof"]["created"] = "2023-02-24T23:36:39Z"
    else:
        document[field] = document[field].replace("2", "3").replace("A", "B")
    with pytest.raises(ProofRefused, match="signature_wrong"):
        check(document, key)


@pytest.mark.parametrize("suite", SIGNED)
def test_a_key_of_another_kind_is_refused(suite: str) -> None:
    document, key = SIGNED[suite]
    for other in SIGNED.values():
        if type(other[1]) is not type(key):
            with pytest.raises(ProofRefused, match="proof_key_differs"):
                check(document, other[1])


def test_jcs_signs_the_bytes_of_the_w3c_vector_again() -> None:
    unsigned = vector_json("unsigned.json")
    proof = {**SIGNED["eddsa-jcs-2022"][0]["proof"]}
    value = proof.pop("proofValue")
    configuration, document = signed_forms(unsigned, proof)
    assert configuration == vector("proofCanonJCS.txt", "vc_di_eddsa_jcs")
    assert document == vector("canonDocJCS.txt", "vc_di_eddsa_jcs")
    data = sha256(configuration).digest() + sha256(document).digest()
    assert data.hex().encode() == vector("combinedHashJCS.txt", "vc_di_eddsa_jcs")
    signature = encode_base58(secret_key(EDDSA["privateKeyMultibase"]).sign(data))
    assert signature == value == vector("sigBTC58JCS.txt", "vc_di_eddsa_jcs").decode()


@pytest.mark.parametrize(("bits", "digest"), ECDSA)
def test_ecdsa_signs_the_bytes_of_the_w3c_vector_again(bits: int, digest: Any) -> None:
    signed = vector_json(f"signedECDSAP{bits}.json", folder(bits))
    proof = {name: value for name, value in signed["proof"].items() if name != "proofValue"}
    both = signed_forms(signed, proof, loader=EXAMPLES_LOADER)
    assert both == tuple(vector(f"{name}ECDSAP{bits}.txt", folder(bits)) for name in ("proofCanon", "canonDoc"))
    data = b"".join(digest(part).digest() for part in both)
    assert data.hex().encode() == vector(f"combinedHashECDSAP{bits}.txt", folder(bits))
    # RFC 6979, as the vectors were made; the secret is a Multikey: two bytes of kind, then the number.
    secret = int.from_bytes(decode_base58(vector_json("keyPair.json", folder(bits))["secretKeyMultibase"])[2:])
    curve, algorithm = (ec.SECP256R1(), hashes.SHA256()) if bits == 256 else (ec.SECP384R1(), hashes.SHA384())
    made = ec.derive_private_key(secret, curve).sign(data, ec.ECDSA(algorithm, deterministic_signing=True))
    signature = b"".join(number.to_bytes(bits // 8) for number in decode_dss_signature(made))
    assert encode_base58(signature) == vector(f"sigBTC58ECDSAP{bits}.txt", folder(bits)).decode()


def test_the_contexts_of_a_jcs_proof_must_be_those_of_the_document() -> None:
    document, key = copy.deepcopy(SIGNED["eddsa-jcs-2022"])
    document["@context"] = document["@context"][:1]
    with pytest.raises(ProofRefused, match="proof_malformed"):
        check(document, key)


@pytest.mark.parametrize("value", ["z1", "z" + "1" * 63, "u" + "A" * 86, "", "zIl"])
@pytest.mark.parametrize("suite", SIGNED)
def test_a_signature_of_another_length_is_malformed(suite: str, value: str) -> None:
    document, key = copy.deepcopy(SIGNED[suite])
    document["proof"]["proofValue"] = value
    with pytest.raises(ProofRefused, match="proof_malformed"):
        check(document, key)


def test_numbers_that_json_cannot_carry_are_refused() -> None:
    with pytest.raises(FormRefused):
        canonical_json({"a": 2**53})


def test_our_credential_gets_the_same_quads_as_from_pyld() -> None:
    document = samples.credential()
    expanded = expand(document)
    assert canonical_form(document) == canonical_nquads(to_quads(expanded))
    assert sorted(map(str, quads_of(expanded))) != []


VALUES = st.one_of(
    st.text(max_size=12),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["7.5E0", "did:web:a.example", "https://a.example/b"]),
)
ALIGNMENT = {"type": ["Alignment"], "targetName": "x", "targetUrl": "https://a.example/"}


@settings(max_examples=150, deadline=None)
@given(
    value=VALUES, field=st.sampled_from(["creditsEarned", "name", "validFrom", "tag", "licenseNumber", "image"])
)
def test_any_value_gets_the_same_quads_as_from_pyld(value: Any, field: str) -> None:
    document = samples.credential()
    places: dict[str, dict[str, Any]] = {"name": document, "validFrom": document}
    place = places.get(field, document["credentialSubject"])
    if field in ("tag", "image"):
        place = place["achievement"]
    place[field] = [value, value, "x"] if field == "tag" else value
    try:
        expanded = expand(document)
    except FormatError:
        return
    assert canonical_nquads(quads_of(expanded)) == canonical_nquads(to_quads(json.loads(json.dumps(expanded))))


@pytest.mark.parametrize(
    "part",
    [
        {"verifiableCredential": [{"@context": [CREDENTIALS_V2], "type": ["VerifiableCredential"]}]},
        {"credentialSubject": [{"id": "urn:x:1"}, {"id": "urn:x:1"}, {}]},
        {"name": {"@value": "x", "@language": "nl"}},
        {"name": {"@value": "x", "@direction": "rtl"}},
        {"name": {"@list": ["a", {"@id": "urn:x"}]}},
        {"name": {"@value": {"b": 1, "a": [2]}, "@type": "@json"}},
        {"name": {"@value": "7.50", "@type": "http://www.w3.org/2001/XMLSchema#double"}},
        {"name": {"@value": 10**22}},
    ],
)
def test_every_form_gets_the_same_quads_as_from_pyld(part: dict[str, Any]) -> None:
    # Past `expand`, which refuses some of these: the two must agree by themselves.
    from pyld import jsonld

    document = {"@context": [CREDENTIALS_V2], "id": "urn:x:0", "type": ["VerifiableCredential"], **part}
    expanded = jsonld.expand(document, {"documentLoader": EXAMPLES_LOADER})
    again = json.loads(json.dumps(expanded))
    assert canonical_nquads(quads_of(expanded)) == canonical_nquads(to_quads(again))
