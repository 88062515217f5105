"""Keys: the issuer's own, and good at the time of the proof."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from credentials.formats.did import KeyState, PublishedKey, build_did_document
from credentials.formats.multibase import encode_public_key
from credentials.formats.proof import sign
from tests.credentials import samples
from tests.credentials.verifying import World, answers

MULTIKEY = encode_public_key(samples.KEY.public_key())


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
        ({"id": samples.OTHER_DID}, ("unknown", "issuer_document_malformed")),
        ({"assertionMethod": []}, ("no", "key_not_for_assertions")),
        ({"verificationMethod": None}, ("no", "key_not_listed")),
    ],
)
def test_the_did_document_must_be_the_issuers(change: dict[str, Any], answer: tuple[str, str]) -> None:
    world = World(dids={samples.DID: {**samples.did_document(), **change}})
    assert answers(world.verify(samples.signed(status=[])))["issuer"] == answer


def test_a_key_that_somebody_else_controls_is_refused() -> None:
    document = samples.did_document()
    document["verificationMethod"][0]["controller"] = samples.OTHER_DID
    report = World(dids={samples.DID: document}).verify(samples.signed(status=[]))
    assert answers(report)["issuer"] == ("no", "key_controlled_by_another")


def test_a_key_of_another_issuer_is_refused_and_not_even_fetched() -> None:
    method = f"{samples.OTHER_DID}#key-1"
    document = sign(
        samples.credential(), key=samples.OTHER_KEY, verification_method=method, created=samples.CREATED
    )
    other = build_did_document(
        samples.OTHER_DID, [PublishedKey("key-1", encode_public_key(samples.OTHER_KEY.public_key()))]
    )
    world = World(dids={samples.DID: samples.did_document(), samples.OTHER_DID: other})
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
