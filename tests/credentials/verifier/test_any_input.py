"""Any input gets a report."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.formats.serialise import to_bytes
from credentials.verifier.report import ALWAYS
from tests.credentials import samples
from tests.credentials.verifying import World, answers

SIGNED = to_bytes(samples.signed())


EVERYTHING = World()


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=400))
def test_arbitrary_bytes_get_a_report(data: bytes) -> None:
    report = EVERYTHING.verify(data, expected_name="x", expected_achievement="y")
    assert len(report.checks) == len(ALWAYS) + 2
    assert not report.valid


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


FIELDS = sorted({"@context", "id", "type", "proof", "extra", "validUntil", *samples.signed()})


PROOF_FIELDS = sorted({*samples.signed()["proof"][0], "expires", "nonce"})


@settings(max_examples=150, deadline=None)
@given(field=st.sampled_from(FIELDS), value=JSON)
def test_any_value_in_any_field_gets_a_report(field: str, value: Any) -> None:
    document = {**samples.signed(), field: value}
    report = EVERYTHING.verify(json.dumps(document).encode())
    assert "verifier_failed" not in {check.reason.code for check in report.checks}
    assert not report.valid or document == samples.signed() or value == []


@settings(max_examples=100, deadline=None)
@given(field=st.sampled_from(PROOF_FIELDS), value=JSON)
def test_any_value_in_any_field_of_the_proof_gets_a_report(field: str, value: Any) -> None:
    document = samples.signed()
    document["proof"][0][field] = value
    report = EVERYTHING.verify(json.dumps(document).encode())
    assert "verifier_failed" not in {check.reason.code for check in report.checks}
    assert not report.valid or document == samples.signed() or value == []


@settings(max_examples=150, deadline=None)
@given(place=st.integers(min_value=0, max_value=len(SIGNED) - 1), bit=st.integers(min_value=0, max_value=7))
def test_any_flipped_bit_is_noticed(place: int, bit: int) -> None:
    changed = bytearray(SIGNED)
    changed[place] ^= 1 << bit
    report = EVERYTHING.verify(bytes(changed))
    assert "verifier_failed" not in {check.reason.code for check in report.checks}
    assert not report.valid


@settings(max_examples=60, deadline=None)
@given(value=JSON)
def test_any_did_document_and_any_status_list_get_a_report(value: Any) -> None:
    world = World(dids={samples.DID: value}, lists={samples.REVOCATION_LIST: json.dumps(value).encode()})
    report = world.verify(samples.signed())
    assert not report.valid
    world = replace(world, dids={samples.DID: samples.did_document()})
    assert answers(world.verify(samples.signed()))["revocation"][0] == "unknown"
