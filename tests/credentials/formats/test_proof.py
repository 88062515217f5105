"""eddsa-rdfc-2022: W3C's vectors byte for byte, and every change noticed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.formats import multibase
from credentials.formats.errors import EncodingRefused, ProofRefused
from credentials.formats.proof import (
    canonical_configuration,
    check_proof,
    hash_data,
    select_proof,
    sign,
)
from credentials.formats.serialise import to_bytes
from credentials.formats.timestamps import from_timestamp, to_timestamp
from tests.credentials import samples
from tests.credentials.vectors import EXAMPLES_LOADER, secret_key, vector, vector_json

PAIR = vector_json("keyPair.json")
VECTOR_KEY = secret_key(PAIR["privateKeyMultibase"])
VECTOR_SIGNED = vector_json("signedDataInt.json")
VECTOR_METHOD = VECTOR_SIGNED["proof"]["verificationMethod"]


def test_sign_gives_the_signature_of_the_w3c_vector() -> None:
    signed = sign(
        vector_json("unsigned.json"),
        key=VECTOR_KEY,
        verification_method=VECTOR_METHOD,
        created=datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC),
        loader=EXAMPLES_LOADER,
    )
    assert signed["proof"] == [VECTOR_SIGNED["proof"]]
    assert signed["proof"][0]["proofValue"].encode() == vector("sigBTC58DataInt.txt")


def test_the_proof_configuration_is_that_of_the_w3c_vector() -> None:
    configuration = canonical_configuration(
        VECTOR_SIGNED["proof"], VECTOR_SIGNED["@context"], loader=EXAMPLES_LOADER
    )
    assert configuration == vector("proofCanonDataInt.txt")
    data = hash_data(document_nquads=vector("canonDocDataInt.txt"), configuration_nquads=configuration)
    assert data.hex().encode() == vector("combinedHashDataInt.txt")


def test_the_signed_w3c_vector_is_confirmed() -> None:
    public_key = VECTOR_KEY.public_key()
    assert multibase.encode_public_key(public_key) == PAIR["publicKeyMultibase"]
    check_proof(VECTOR_SIGNED, select_proof(VECTOR_SIGNED), public_key=public_key, loader=EXAMPLES_LOADER)


def test_our_own_signature_is_confirmed() -> None:
    document = samples.signed()
    check_proof(document, select_proof(document), public_key=samples.KEY.public_key())


def test_signing_leaves_the_document_as_it_was() -> None:
    document = samples.credential()
    before = to_bytes(document)
    samples.signed(document)
    assert to_bytes(document) == before


def test_signing_twice_gives_the_same_bytes() -> None:
    assert to_bytes(samples.signed()) == to_bytes(samples.signed())


def test_another_key_is_noticed() -> None:
    document = samples.signed()
    with pytest.raises(ProofRefused, match="signature_wrong"):
        check_proof(document, select_proof(document), public_key=samples.OTHER_KEY.public_key())


@pytest.mark.parametrize(
    ("field", "value"),
    [("created", "2026-11-20T10:00:01Z"), ("verificationMethod", f"{samples.DID}#key-2"), ("nonce", "x")],
)
def test_a_changed_proof_option_is_noticed(field: str, value: str) -> None:
    document = samples.signed()
    document["proof"][0][field] = value
    with pytest.raises(ProofRefused, match="signature_wrong"):
        check_proof(document, document["proof"][0], public_key=samples.KEY.public_key())


def test_a_signed_document_is_not_signed_again() -> None:
    with pytest.raises(ProofRefused, match="proof_already_there"):
        samples.signed(samples.signed())


@pytest.mark.parametrize(
    ("proof", "code"),
    [
        (None, "proof_missing"),
        ([], "proof_missing"),
        ([{}, {}], "proof_several"),
        (["x"], "proof_malformed"),
        ({"type": "Ed25519Signature2020"}, "proof_kind_not_supported"),
        ({"type": "DataIntegrityProof", "cryptosuite": "ecdsa-rdfc-2019"}, "proof_kind_not_supported"),
        ({**VECTOR_SIGNED["proof"], "proofPurpose": "authentication"}, "proof_malformed"),
        ({**VECTOR_SIGNED["proof"], "proofValue": 1}, "proof_malformed"),
        ({**VECTOR_SIGNED["proof"], "previousProof": "urn:x"}, "proof_kind_not_supported"),
    ],
)
def test_select_proof_says_why_there_is_none(proof: Any, code: str) -> None:
    with pytest.raises(ProofRefused, match=code):
        select_proof({"proof": proof})


@pytest.mark.parametrize("value", ["", "z", "zO0Il", "u" + "A" * 86, "z" + "1" * 500])
def test_a_malformed_proof_value_is_refused(value: str) -> None:
    proof = {**VECTOR_SIGNED["proof"], "proofValue": value}
    with pytest.raises(ProofRefused, match="proof_malformed"):
        check_proof(VECTOR_SIGNED, proof, public_key=VECTOR_KEY.public_key(), loader=EXAMPLES_LOADER)


def test_the_vectors_public_key_is_encoded_as_published() -> None:
    assert multibase.encode_public_key(VECTOR_KEY.public_key()) == PAIR["publicKeyMultibase"]


@given(st.binary(min_size=1, max_size=64))
def test_base58_and_base64url_give_back_what_they_were_given(data: bytes) -> None:
    assert multibase.decode_base58(multibase.encode_base58(data)) == data
    assert multibase.decode_base64url(multibase.encode_base64url(data)) == data


@pytest.mark.parametrize("text", ["uAB==", "uA", "uA B", "u+/", "zabc", "uAé"])
def test_malformed_base64url_is_refused(text: str) -> None:
    with pytest.raises(EncodingRefused):
        multibase.decode_base64url(text)


@given(st.datetimes(timezones=st.just(UTC)))
def test_timestamps_are_read_back_as_they_were_written(moment: datetime) -> None:
    assert from_timestamp(to_timestamp(moment)) == moment.replace(microsecond=0)


@pytest.mark.parametrize("value", [None, 5, "", "2026-11-20", "2026-11-20T10:00:00", "2026-13-20T10:00:00Z"])
def test_malformed_timestamps_are_refused(value: object) -> None:
    with pytest.raises(EncodingRefused, match="date_malformed"):
        from_timestamp(value)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(EncodingRefused, match="date_without_time_zone"):
        to_timestamp(datetime(2026, 1, 1))


def test_bytes_are_compact_sorted_utf8() -> None:
    assert to_bytes({"b": "é", "a": [1, 2]}) == '{"a":[1,2],"b":"é"}'.encode()
    assert json.loads(to_bytes(samples.signed())) == samples.signed()
