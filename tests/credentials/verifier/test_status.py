"""Status lists: a set bit is a no, and a list that can't be trusted is no answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from credentials.formats.proof import sign
from credentials.formats.serialise import to_bytes
from credentials.formats.status_list import Bitstring, StatusPurpose
from tests.credentials import samples
from tests.credentials.verifying import World, answers, failures


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
        (lambda: revocation(issuer=samples.OTHER_DID), "status_list_refused"),
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
