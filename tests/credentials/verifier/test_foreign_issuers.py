"""Credentials of any issuer: every suite, every kind of key, every place where keys are found."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from credentials.formats.identity import name_identity
from credentials.formats.serialise import to_bytes
from credentials.formats.status_list import Bitstring, StatusEntry, StatusPurpose, build_status_list_credential
from tests.credentials import foreign, samples
from tests.credentials.foreign import ED25519, P256, RSA, URL, did_jwk, did_key, jwk, multikey, of, proved, token
from tests.credentials.verifying import World, answers, failures

SUITES = [
    ("eddsa-rdfc-2022", ED25519),
    ("eddsa-jcs-2022", ED25519),
    ("ecdsa-rdfc-2019", P256),
    ("ecdsa-jcs-2019", P256),
]


@pytest.mark.parametrize(("suite", "key"), SUITES)
def test_a_credential_of_a_did_key_is_valid_in_every_suite_and_asks_nobody(suite: str, key: Any) -> None:
    did, world = did_key(key), World(dids={}, lists={})
    document = proved(of(did), key, suite=suite, method=f"{did}#{multikey(key)}")
    assert failures(world.verify(document)) == {}
    assert world.asked == []


@pytest.mark.parametrize(("suite", "key"), SUITES)
def test_a_credential_of_a_did_jwk_is_valid_in_every_suite(suite: str, key: Any) -> None:
    did = did_jwk(key)
    assert World().verify(proved(of(did), key, suite=suite, method=f"{did}#0")).valid


@pytest.mark.parametrize(("suite", "key"), SUITES)
def test_a_changed_credential_of_another_issuer_is_noticed(suite: str, key: Any) -> None:
    did = did_jwk(key)
    document = proved(of(did), key, suite=suite, method=f"{did}#0")
    document["credentialSubject"]["identifier"][0] = name_identity("Somebody Else")
    assert answers(World().verify(document))["proof"] == ("no", "signature_wrong")


@pytest.mark.parametrize("did", ["did:key:z6Mk", "did:jwk:e30", "did:jwk:bm90IGpzb24", "did:key:"])
def test_an_identifier_that_holds_no_key_is_unknown(did: str) -> None:
    method = f"{did}#{did.rpartition(':')[2] if 'key' in did else '0'}"
    report = World().verify(proved(of(did), ED25519, suite="eddsa-jcs-2022", method=method))
    assert answers(report)["issuer"][0] == "unknown"


def test_an_undefined_field_under_signed_bytes_is_unclear_but_signed() -> None:
    did = did_key(ED25519)
    document = proved(of(did, rank="first"), ED25519, suite="eddsa-jcs-2022", method=f"{did}#{multikey(ED25519)}")
    found = answers(World().verify(document))
    assert (found["contexts"], found["proof"]) == (("unknown", "undefined_term"), ("yes", "signature_right"))


def test_an_undefined_field_added_to_signed_bytes_is_noticed() -> None:
    did = did_key(ED25519)
    document = proved(of(did), ED25519, suite="eddsa-jcs-2022", method=f"{did}#{multikey(ED25519)}")
    found = answers(World().verify({**document, "rank": "first"}))
    assert found["proof"] == ("no", "signature_wrong")


def test_a_suite_that_is_not_known_is_unknown() -> None:
    document = samples.signed()
    document["proof"][0]["cryptosuite"] = "bbs-2023"
    assert answers(World().verify(document))["proof"] == ("unknown", "proof_kind_not_supported")


def test_a_suite_named_for_another_key_is_refused() -> None:
    document = samples.signed()
    document["proof"][0]["cryptosuite"] = "ecdsa-rdfc-2019"
    assert answers(World().verify(document))["proof"] == ("no", "proof_key_differs")


# --- Keys at web addresses ---

KEY_URL = f"{URL}/keys/1"


def method_of(key: Any, name: str = f"{URL}#1", **changes: Any) -> dict[str, Any]:
    return {"id": name, "type": "JsonWebKey", "controller": URL, "publicKeyJwk": jwk(key), **changes}


def issuer_document(*methods: dict[str, Any]) -> dict[str, Any]:
    return {"id": URL, "verificationMethod": list(methods), "assertionMethod": [m["id"] for m in methods]}


@pytest.mark.parametrize(
    ("keys", "kid"),
    [
        ({URL: issuer_document(method_of(RSA))}, f"{URL}#1"),
        ({KEY_URL: jwk(RSA)}, KEY_URL),
        ({KEY_URL: {**jwk(RSA), "kid": KEY_URL}}, KEY_URL),
        ({KEY_URL: method_of(RSA, KEY_URL)}, KEY_URL),
        ({f"{URL}/jwks": {"keys": [{**jwk(P256), "kid": "a"}, {**jwk(RSA), "kid": "b"}]}}, f"{URL}/jwks#b"),
        ({"https://school.example/.well-known/jwks.json": {"keys": [{**jwk(RSA), "kid": "b"}]}}, "b"),
    ],
)
def test_a_key_that_only_the_issuer_can_publish_counts(keys: dict[str, Any], kid: str) -> None:
    world = World(keys=keys)
    assert failures(world.verify(token(of(URL), RSA, {"kid": kid}))) == {}


@pytest.mark.parametrize(
    ("keys", "kid", "answer"),
    [
        ({"https://a.example/k": jwk(RSA)}, "https://a.example/k", ("no", "key_of_another")),
        (
            {"https://school.example/pupils/eve/k": jwk(RSA), URL: {"id": URL}},
            "https://school.example/pupils/eve/k",
            ("unknown", "key_not_tied"),
        ),
        ({f"{URL}/../eve": jwk(RSA), URL: {"id": URL}}, f"{URL}/../eve", ("unknown", "key_not_tied")),
        ({}, KEY_URL, ("unknown", "issuer_unresolvable")),
        ({KEY_URL: "text"}, KEY_URL, ("unknown", "issuer_document_malformed")),
        ({KEY_URL: {"keys": []}}, KEY_URL, ("unknown", "key_not_tied")),
        ({f"{URL}/jwks": {"keys": [{**jwk(RSA), "kid": "a"}]}}, f"{URL}/jwks#b", ("no", "key_not_listed")),
        (
            {KEY_URL: method_of(RSA, KEY_URL, controller="https://a.example")},
            KEY_URL,
            ("no", "key_controlled_by_another"),
        ),
        (
            {URL: {**issuer_document(method_of(RSA)), "assertionMethod": []}},
            f"{URL}#1",
            ("no", "key_not_for_assertions"),
        ),
        (
            {URL: {**issuer_document(method_of(RSA)), "id": "https://a.example"}},
            f"{URL}#1",
            ("unknown", "issuer_document_malformed"),
        ),
        ({KEY_URL: {**jwk(RSA), "d": "AQAB"}}, KEY_URL, ("unknown", "key_kind_not_supported")),
        ({KEY_URL: {"kty": "RSA", "n": "AQAB", "e": "AQAB"}}, KEY_URL, ("unknown", "key_kind_not_supported")),
    ],
)
def test_a_key_that_somebody_else_could_publish_does_not_count(
    keys: dict[str, Any], kid: str, answer: tuple[str, str]
) -> None:
    report = World(keys=keys).verify(token(of(URL), RSA, {"kid": kid}))
    assert answers(report)["issuer"] == answer
    assert not report.valid


def test_a_proof_names_a_key_of_an_issuer_at_a_web_address() -> None:
    method = {"id": f"{URL}#k", "type": "Multikey", "controller": URL, "publicKeyMultibase": multikey(ED25519)}
    document = proved(of(URL), ED25519, suite="eddsa-rdfc-2022", method=f"{URL}#k")
    world = World(keys={URL: issuer_document(method)})
    assert world.verify(document).valid
    assert world.asked == [URL]


# --- Status ---


def with_revocation_list(**found: Any) -> World:
    listed = {"id": f"{URL}/revoked", "issuer": URL, "revokedCredential": [], **found}
    return World(keys={KEY_URL: jwk(RSA)}, lists={f"{URL}/revoked": json.dumps(listed).encode()})


LISTED = of(URL, credentialStatus={"id": f"{URL}/revoked", "type": "1EdTechRevocationList"})


def test_a_credential_that_is_not_in_its_issuers_revocation_list_is_valid() -> None:
    other = {"id": "urn:uuid:other", "revoked": True}
    report = with_revocation_list(revokedCredential=[other]).verify(token(LISTED, RSA, {"kid": KEY_URL}))
    assert failures(report) == {}
    assert answers(report)["suspension"] == ("yes", "no_such_status")


@pytest.mark.parametrize("entry", [{}, {"revoked": True}, {"revoked": "yes"}])
@pytest.mark.parametrize("name", ["revokedCredential", "revokedCredentials"])
def test_a_credential_in_its_issuers_revocation_list_is_revoked(name: str, entry: dict[str, Any]) -> None:
    world = with_revocation_list(**{"revokedCredential": None, name: [{"id": LISTED["id"], **entry}]})
    if name == "revokedCredentials":
        listed = json.loads(world.lists[f"{URL}/revoked"])
        del listed["revokedCredential"]
        world = World(keys=world.keys, lists={f"{URL}/revoked": json.dumps(listed).encode()})
    report = world.verify(token(LISTED, RSA, {"kid": KEY_URL}))
    assert failures(report) == {"revocation": ("no", "revoked")}


def test_an_entry_that_says_it_is_not_revoked_is_not() -> None:
    world = with_revocation_list(revokedCredential=[{"id": LISTED["id"], "revoked": False}])
    assert world.verify(token(LISTED, RSA, {"kid": KEY_URL})).valid


@pytest.mark.parametrize(
    "found",
    [{"issuer": "https://a.example"}, {"id": f"{URL}/other"}, {"revokedCredential": "none"}, {"issuer": None}],
)
def test_a_revocation_list_of_somebody_else_says_nothing(found: dict[str, Any]) -> None:
    report = with_revocation_list(**found).verify(token(LISTED, RSA, {"kid": KEY_URL}))
    assert failures(report) == {"revocation": ("unknown", "status_list_refused")}


@pytest.mark.parametrize("set_bits", [[], [5]])
def test_a_status_list_may_be_a_token(set_bits: list[int]) -> None:
    did, url = did_jwk(P256), "https://school.example/status/1"
    entry = StatusEntry(StatusPurpose.REVOCATION, url, 5).to_json()
    listed = build_status_list_credential(
        url=url,
        issuer=did,
        purpose=StatusPurpose.REVOCATION,
        bits=Bitstring.of(set_bits),
        valid_from=samples.AWARDED,
    )
    world = World(lists={url: token(listed, P256, {"kid": f"{did}#0", "typ": "vc+jwt"})})
    document = proved(of(did, credentialStatus=entry), P256, suite="ecdsa-rdfc-2019", method=f"{did}#0")
    assert answers(world.verify(document))["revocation"] == (
        ("no", "revoked") if set_bits else ("yes", "not_revoked")
    )


def test_a_status_list_is_checked_again_when_the_issuers_keys_change() -> None:
    world = World()
    assert world.verify(samples.signed()).valid
    changed = copy.deepcopy(samples.did_document())
    changed["verificationMethod"][0]["revoked"] = "2026-01-01T00:00:00Z"
    # A list that was confirmed before is not believed any more once its key is withdrawn.
    status = World(dids={samples.DID: changed}, lists=world.lists).verify(samples.signed())
    assert answers(status)["issuer"] == ("no", "key_revoked")
    assert world.verify(samples.signed()).valid


def test_every_way_of_signing_is_read_from_bytes() -> None:
    did = foreign.did_key(P256)
    data = to_bytes(proved(of(did), P256, suite="ecdsa-jcs-2019", method=f"{did}#{multikey(P256)}"))
    assert World().verify(b"\n " + data + b"\n").valid
