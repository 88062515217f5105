"""Verification: three answers, never a guess, and an answer for any input."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.formats.did import KeyState, PublishedKey, build_did_document, did_web
from credentials.formats.identity import email_identity, hash_identity
from credentials.formats.multibase import encode_public_key
from credentials.formats.proof import sign
from credentials.formats.serialise import to_bytes
from credentials.formats.status_list import Bitstring, StatusPurpose
from credentials.verifier.report import ALWAYS, SENTENCES, Report
from tests.credentials import samples
from tests.credentials.verifying import World, answers, failures

MULTIKEY = encode_public_key(samples.KEY.public_key())
UNSIGNED = ("unknown", "not_checked_without_signature")
OTHER_DID = did_web(samples.SITE, "fieldlabs", "another")


def test_our_credential_is_valid() -> None:
    world = World()
    report = world.verify(samples.signed())
    assert report.valid
    assert tuple(check.name for check in report.checks) == ALWAYS
    assert failures(report) == {}
    assert report.document == samples.signed()
    assert world.asked == [samples.DID, samples.REVOCATION_LIST, samples.SUSPENSION_LIST]


def test_expected_holder_and_achievement_are_two_more_checks() -> None:
    report = World().verify(
        samples.signed(),
        expected_name=" zoë  DE VRIES-öztürk",
        expected_email="zoe@EXAMPLE.org",
        expected_achievement=samples.ACHIEVEMENT_ID,
    )
    assert report.valid
    assert tuple(check.name for check in report.checks) == (*ALWAYS, "holder", "achievement")


@pytest.mark.parametrize("expected", [{"expected_name": "Zoe de Vries"}, {"expected_email": "zoe@example.com"}])
def test_another_holder_is_noticed(expected: dict[str, str]) -> None:
    assert failures(World().verify(samples.signed(), **expected)) == {"holder": ("no", "holder_differs")}


def test_a_holder_who_is_not_stated_cannot_be_checked() -> None:
    document = samples.credential()
    del document["credentialSubject"]["identifier"][1]
    report = World().verify(samples.signed(document), expected_email=samples.HOLDER.email)
    assert failures(report) == {"holder": ("unknown", "holder_not_stated")}


def test_a_hashed_name_of_another_issuer_is_compared() -> None:
    document = samples.credential()
    document["credentialSubject"]["identifier"] = [
        {**email_identity("x@example.org", samples.HOLDER.salt), "identityType": "name"}
    ]
    document["credentialSubject"]["identifier"][0]["identityHash"] = hash_identity("Ann", samples.HOLDER.salt)
    assert World().verify(samples.signed(document), expected_name="Ann").valid


def test_another_achievement_is_noticed() -> None:
    report = World().verify(samples.signed(), expected_achievement=f"{samples.SITE}/achievements/9")
    assert failures(report) == {"achievement": ("no", "achievement_differs")}


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "not_yet_valid"),
        (datetime(2029, 11, 20, 9, 31, tzinfo=UTC), "expired"),
        (datetime(2026, 11, 20, 9, 31, tzinfo=UTC), "signed_in_the_future"),
    ],
)
def test_dates_are_checked(now: datetime, code: str) -> None:
    assert answers(World().verify(samples.signed(), now=now))["dates"] == ("no", code)


@pytest.mark.parametrize("purpose", list(StatusPurpose))
def test_a_set_bit_is_a_no(purpose: StatusPurpose) -> None:
    lists = {**World().lists, samples.LIST_OF[purpose]: to_bytes(samples.status_list(purpose, samples.INDEX))}
    code = {"revocation": "revoked", "suspension": "suspended"}[purpose.value]
    assert failures(World(lists=lists).verify(samples.signed())) == {purpose.value: ("no", code)}


def test_a_credential_without_status_has_none_to_check() -> None:
    report = World().verify(samples.signed(status=[]))
    assert report.valid
    assert answers(report)["revocation"] == ("yes", "no_such_status")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ({"type": "1EdTechCredentialRefresh", "id": "https://a.example/list"}, "status_kind_not_supported"),
        ("https://a.example/list", "status_kind_not_supported"),
        ({"type": "BitstringStatusListEntry", "statusListIndex": "5"}, "status_malformed"),
    ],
)
def test_a_status_that_we_do_not_know_is_not_a_yes(status: Any, code: str) -> None:
    document = {**samples.credential(), "credentialStatus": status}
    found = answers(World().verify(samples.signed(document)))
    assert found["revocation"] == found["suspension"] == ("unknown", code)


@pytest.mark.parametrize(
    "change",
    [
        {"statusListIndex": "131072"},
        {"statusListIndex": "-1"},
        {"statusListIndex": 5},
        {"statusListIndex": "٥"},
        {"statusSize": 2},
        {"statusListCredential": "https://a.example/unknown"},
    ],
)
def test_a_status_entry_that_cannot_be_followed_is_unknown(change: dict[str, Any]) -> None:
    document = samples.credential()
    document["credentialStatus"][0] |= change
    assert answers(World().verify(samples.signed(document)))["revocation"][0] == "unknown"


def revocation(**changes: Any) -> dict[str, Any]:
    return samples.status_list(StatusPurpose.REVOCATION, **changes)


def unsigned_list() -> dict[str, Any]:
    return {name: value for name, value in revocation().items() if name != "proof"}


def list_of_another_key() -> dict[str, Any]:
    return sign(
        unsigned_list(), key=samples.OTHER_KEY, verification_method=samples.METHOD, created=samples.CREATED
    )


def list_with_a_changed_bit() -> dict[str, Any]:
    document = revocation()
    document["credentialSubject"]["encodedList"] = Bitstring.of({1}).encode()
    return document


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (unsigned_list, "status_list_refused"),
        (list_of_another_key, "status_list_refused"),
        (list_with_a_changed_bit, "status_list_refused"),
        (lambda: revocation(url=f"{samples.SITE}/status/revocation/2"), "status_list_refused"),
        (
            lambda: samples.status_list(StatusPurpose.SUSPENSION, url=samples.REVOCATION_LIST),
            "status_list_refused",
        ),
        (lambda: revocation(issuer=OTHER_DID), "status_list_refused"),
        (lambda: revocation(valid_from=samples.NOW + timedelta(days=1)), "status_list_refused"),
        (lambda: revocation(valid_until=samples.NOW - timedelta(days=1)), "status_list_outdated"),
        (lambda: samples.signed(), "status_list_refused"),
        (dict, "status_list_refused"),
    ],
)
def test_a_status_list_that_cannot_be_trusted_is_unknown(make: Callable[[], dict[str, Any]], code: str) -> None:
    lists = {**World().lists, samples.REVOCATION_LIST: to_bytes(make())}
    assert failures(World(lists=lists).verify(samples.signed())) == {"revocation": ("unknown", code)}


def test_a_status_list_that_cannot_be_fetched_is_unknown() -> None:
    report = World(lists={}).verify(samples.signed())
    assert failures(report) == {
        "revocation": ("unknown", "status_unresolvable"),
        "suspension": ("unknown", "status_unresolvable"),
    }


def test_an_issuer_that_cannot_be_resolved_is_unknown_and_nothing_else_is_fetched() -> None:
    world = World(dids={})
    assert failures(world.verify(samples.signed())) == {
        "proof": ("unknown", "key_not_available"),
        "issuer": ("unknown", "issuer_unresolvable"),
        "dates": UNSIGNED,
        "revocation": UNSIGNED,
        "suspension": UNSIGNED,
    }
    assert set(world.asked) == {samples.DID}


def test_a_no_stands_even_where_the_signature_could_not_be_checked() -> None:
    report = World(dids={}).verify(samples.signed(), now=datetime(2030, 1, 1, tzinfo=UTC), expected_name="X")
    assert answers(report)["dates"] == ("no", "expired")
    assert answers(report)["holder"] == ("no", "holder_differs")


def with_keys(*keys: PublishedKey) -> World:
    return World(dids={samples.DID: samples.did_document(*keys)})


def test_a_retired_key_is_good_for_older_proofs() -> None:
    retired = PublishedKey("key-1", MULTIKEY, KeyState.RETIRED, samples.CREATED + timedelta(seconds=1))
    assert with_keys(retired).verify(samples.signed(status=[])).valid


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ([PublishedKey("key-1", MULTIKEY, KeyState.RETIRED, samples.CREATED)], ("no", "key_expired")),
        (
            [PublishedKey("key-1", MULTIKEY, KeyState.COMPROMISED, samples.CREATED + timedelta(days=1))],
            ("no", "key_revoked"),
        ),
        ([PublishedKey("key-2", MULTIKEY)], ("no", "key_not_listed")),
        ([PublishedKey("key-1", MULTIKEY), PublishedKey("key-1", MULTIKEY)], ("no", "key_not_listed")),
        ([PublishedKey("key-1", "zDnaerDaTF5BXEavCrfRZEk316dpb")], ("unknown", "key_kind_not_supported")),
    ],
)
def test_the_state_of_the_key_decides(keys: list[PublishedKey], answer: tuple[str, str]) -> None:
    report = with_keys(*keys).verify(samples.signed(status=[]))
    assert answers(report)["issuer"] == answer


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"id": OTHER_DID}, ("unknown", "issuer_document_malformed")),
        ({"assertionMethod": []}, ("no", "key_not_for_assertions")),
        ({"verificationMethod": None}, ("no", "key_not_listed")),
    ],
)
def test_the_did_document_must_be_the_issuers(change: dict[str, Any], answer: tuple[str, str]) -> None:
    world = World(dids={samples.DID: {**samples.did_document(), **change}})
    assert answers(world.verify(samples.signed(status=[])))["issuer"] == answer


def test_a_key_that_somebody_else_controls_is_refused() -> None:
    document = samples.did_document()
    document["verificationMethod"][0]["controller"] = OTHER_DID
    report = World(dids={samples.DID: document}).verify(samples.signed(status=[]))
    assert answers(report)["issuer"] == ("no", "key_controlled_by_another")


def test_a_key_of_another_issuer_is_refused_and_not_even_fetched() -> None:
    method = f"{OTHER_DID}#key-1"
    document = sign(
        samples.credential(), key=samples.OTHER_KEY, verification_method=method, created=samples.CREATED
    )
    other = build_did_document(
        OTHER_DID, [PublishedKey("key-1", encode_public_key(samples.OTHER_KEY.public_key()))]
    )
    world = World(dids={samples.DID: samples.did_document(), OTHER_DID: other})
    report = world.verify(document)
    assert answers(report)["issuer"] == ("no", "key_of_another")
    assert answers(report)["proof"][0] == "unknown"
    assert world.asked == []


@pytest.mark.parametrize("identifier", ["http://a.example", "urn:x:1", "mailto:a@example.org"])
def test_an_issuer_without_keys_cannot_be_checked(identifier: str) -> None:
    document = {**samples.credential(), "issuer": {**samples.credential()["issuer"], "id": identifier}}
    world = World()
    assert answers(world.verify(samples.signed(document)))["issuer"] == ("unknown", "issuer_not_a_did")
    assert world.asked == []


def test_another_kind_of_credential_needs_the_form_of_the_data_model() -> None:
    document = samples.credential()
    document["type"] = ["VerifiableCredential"]
    report = World().verify(samples.signed(document))
    assert report.valid
    assert answers(report)["schema"] == ("yes", "credential_form_met")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"credentialSubject": []}, "/credentialSubject"),
        ({"validFrom": "yesterday"}, "/validFrom"),
        ({"evidence": [{"id": "urn:x:1"}]}, "/evidence"),
        ({"credentialSubject": [{}]}, "/credentialSubject"),
    ],
)
def test_a_credential_without_the_form_of_the_data_model_does_not_meet_it(
    change: dict[str, Any], path: str
) -> None:
    document = {**samples.credential(), "type": ["VerifiableCredential"], **change}
    report = World().verify(samples.signed(document))
    assert answers(report)["schema"] == ("no", "credential_form_not_met")
    assert report.check("schema").reason.parameters["path"] == path


def test_what_is_no_credential_at_all_has_no_form_to_meet() -> None:
    document = {**samples.credential(), "type": ["Profile"]}
    assert answers(World().verify(document))["schema"] == ("unknown", "schema_kind_not_supported")


def test_a_credential_without_criteria_does_not_meet_the_schema() -> None:
    document = samples.credential()
    del document["credentialSubject"]["achievement"]["criteria"]
    report = World().verify(samples.signed(document))
    assert failures(report) == {"schema": ("no", "schema_not_met")}
    assert report.check("schema").reason.parameters["path"] == "/credentialSubject/achievement"


def test_resolvers_that_break_their_promise_change_nothing() -> None:
    def broken(_: str) -> Any:
        raise ZeroDivisionError

    assert answers(World().verify(samples.signed(), resolve_did=broken))["issuer"][0] == "unknown"
    assert answers(World().verify(samples.signed(), resolve_status_list=broken))["revocation"][0] == "unknown"
    assert answers(World().verify(samples.signed(), resolve_did=lambda _: [1]))["issuer"][0] == "unknown"


def test_a_report_is_read_back_as_it_was_written() -> None:
    report = World().verify(samples.signed(), expected_name="Y")
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report
    assert not Report(()).valid


def test_every_reason_has_a_sentence() -> None:
    report = World().verify(samples.signed(), expected_name="Y", expected_achievement="urn:x")
    for check in report.checks:
        assert check.reason.code in SENTENCES
        assert "…" not in check.reason.sentence


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
