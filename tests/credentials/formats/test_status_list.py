"""Bitstring Status List 1.0: bits, compression, bombs, and the credential that carries them."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.formats.errors import EncodingRefused, LimitExceeded
from credentials.formats.multibase import decode_base64url, encode_base64url
from credentials.formats.status_list import (
    MINIMUM_ENTRIES,
    Bitstring,
    StatusEntry,
    StatusPurpose,
    build_status_list_credential,
)
from tests.credentials import samples


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(min_value=0, max_value=MINIMUM_ENTRIES - 1), max_size=50))
def test_a_list_is_decoded_as_it_was_encoded(indexes: set[int]) -> None:
    bits = Bitstring.decode(Bitstring.of(indexes).encode())
    assert len(bits) == MINIMUM_ENTRIES
    assert {index for index in (*indexes, 0, MINIMUM_ENTRIES - 1) if bits.get(index)} == indexes


def test_the_first_entry_is_the_leftmost_bit() -> None:
    data = gzip.decompress(decode_base64url(Bitstring.of({0, 9}).encode()))
    assert data[:3] == bytes([0b10000000, 0b01000000, 0])


def test_the_empty_list_of_the_standard_is_read() -> None:
    standard = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    assert not any(Bitstring.decode(standard).get(index) for index in range(0, MINIMUM_ENTRIES, 97))


def test_a_bit_can_be_cleared_again() -> None:
    bits = Bitstring.of({5})
    bits.set(5, False)
    assert not bits.get(5)


def test_the_same_bits_give_the_same_text() -> None:
    assert Bitstring.of({1, 2}).encode() == Bitstring.of({2, 1}).encode()


@pytest.mark.parametrize("index", [-1, MINIMUM_ENTRIES])
def test_a_bit_outside_the_list_is_refused(index: int) -> None:
    with pytest.raises(EncodingRefused, match="status_index_out_of_range"):
        Bitstring().get(index)


def test_a_short_list_is_refused() -> None:
    short = encode_base64url(gzip.compress(bytes(MINIMUM_ENTRIES // 8 - 1), mtime=0))
    with pytest.raises(EncodingRefused, match="status_list_too_short"):
        Bitstring.decode(short)


def test_a_gzip_bomb_is_refused() -> None:
    bomb = encode_base64url(gzip.compress(bytes(512 * 1024 * 1024), compresslevel=1))
    with pytest.raises(LimitExceeded, match="status_list_too_large"):
        Bitstring.decode(bomb)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not gzip",
        gzip.compress(bytes(20_000), mtime=0)[:-4],
        gzip.compress(bytes(20_000), mtime=0) + b"more",
    ],
)
def test_a_damaged_list_is_refused(data: bytes) -> None:
    with pytest.raises(EncodingRefused):
        Bitstring.decode(encode_base64url(data))


def test_the_entry_is_written_as_the_standard_says() -> None:
    assert StatusEntry(StatusPurpose.REVOCATION, samples.REVOCATION_LIST, 7).to_json() == {
        "id": f"{samples.REVOCATION_LIST}#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": samples.REVOCATION_LIST,
    }


def test_the_list_credential_is_written_as_the_standard_says() -> None:
    credential = build_status_list_credential(
        url=samples.REVOCATION_LIST,
        issuer=samples.DID,
        purpose=StatusPurpose.REVOCATION,
        bits=Bitstring.of({3}),
        valid_from=samples.AWARDED,
        valid_until=samples.NOW,
        time_to_live_milliseconds=60_000,
    )
    assert credential == {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": samples.REVOCATION_LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": samples.DID,
        "validFrom": "2026-11-20T09:30:00Z",
        "validUntil": "2026-11-21T12:00:00Z",
        "credentialSubject": {
            "id": f"{samples.REVOCATION_LIST}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": Bitstring.of({3}).encode(),
            "ttl": 60_000,
        },
    }
