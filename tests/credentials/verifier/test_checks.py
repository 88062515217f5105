"""Verification: three answers, never a guess, and an answer for any input."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from credentials.formats.identity import email_identity, hash_identity
from credentials.verifier.report import ALWAYS, SENTENCES, Report
from tests.credentials import samples
from tests.credentials.verifying import World, answers, failures

UNSIGNED = ("unknown", "not_checked_without_signature")


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
