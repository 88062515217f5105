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


# --- Tokens ---


@pytest.mark.parametrize("key", [RSA, P256])
def test_a_token_of_a_did_jwk_is_valid(key: Any) -> None:
    did = did_jwk(key)
    report = World().verify(token(of(did), key, {"kid": f"{did}#0"}))
    assert failures(report) == {}
    assert report.received == "jwt"
    assert report.document == of(did)


def test_a_token_whose_key_is_listed_by_did_web_is_valid() -> None:
    did = "did:web:school.example"
    method = {"id": f"{did}#rsa", "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk(RSA)}
    world = World(dids={did: {"id": did, "verificationMethod": [method], "assertionMethod": [method["id"]]}})
    for kid in (f"{did}#rsa", "#rsa", "rsa"):
        assert world.verify(token(of(did), RSA, {"kid": kid})).valid
    # The only key there is needs no name.
    assert world.verify(token(of(did), RSA)).valid
    assert answers(world.verify(token(of(did), RSA, {"kid": "#other"})))["issuer"] == ("no", "key_not_listed")


def test_a_key_in_the_token_counts_only_where_the_issuer_publishes_it() -> None:
    did = did_jwk(P256)
    assert World().verify(token(of(did), P256, {"jwk": jwk(P256)})).valid
    found = answers(World().verify(token(of(did), RSA, {"jwk": jwk(RSA)})))
    assert (found["issuer"], found["proof"]) == (("unknown", "key_in_token"), ("unknown", "key_not_available"))
    found = answers(World().verify(token(of(URL), RSA, {"jwk": jwk(RSA)})))
    assert found["issuer"] == ("unknown", "key_in_token")


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE"])
def test_a_token_without_signature_is_a_no(algorithm: str) -> None:
    did = did_jwk(RSA)
    unsigned = token(of(did), RSA, {"alg": algorithm}).rpartition(b".")[0] + b"."
    assert answers(World().verify(unsigned))["parse"] == ("no", "token_unsigned")


@pytest.mark.parametrize("algorithm", ["HS256", "hs512"])
def test_a_token_with_a_shared_secret_is_a_no(algorithm: str) -> None:
    report = World().verify(token(of(did_jwk(RSA)), RSA, {"alg": algorithm}))
    assert answers(report)["parse"] == ("no", "token_shared_secret")


@pytest.mark.parametrize(
    "header",
    [{"alg": "PS256"}, {"alg": None}, {"crit": ["exp"]}, {"b64": False}, {"typ": "at+jwt"}, {"typ": "vp+jwt"}],
)
def test_a_token_of_another_kind_is_unknown(header: dict[str, Any]) -> None:
    report = World().verify(token(of(did_jwk(RSA)), RSA, header))
    assert answers(report)["parse"] == ("unknown", "token_not_supported")


@pytest.mark.parametrize("data", [b"a.b.c", b"e30.e30.e30", b"eyJhbGciOiJSUzI1NiJ9.bm90.", b"e30..", b"a.b.c~d~"])
def test_a_token_that_holds_nothing_is_not_valid(data: bytes) -> None:
    assert not World().verify(data).valid


def test_an_algorithm_for_another_key_is_refused() -> None:
    did = did_jwk(P256)
    swapped = token(of(did), P256, {"alg": "RS256", "kid": f"{did}#0"})
    assert answers(World().verify(swapped))["proof"] == ("no", "proof_key_differs")


@pytest.mark.parametrize(
    ("claims", "field"),
    [
        ({"iss": "did:web:a.example"}, "iss"),
        ({"jti": "urn:uuid:00000000-0000-4000-8000-000000000000"}, "jti"),
        ({"nbf": 0}, "nbf"),
        ({"exp": 4_000_000_000}, "exp"),
    ],
)
def test_claims_that_say_something_else_than_the_credential_are_refused(
    claims: dict[str, Any], field: str
) -> None:
    did = did_jwk(RSA)
    report = World().verify(token(of(did), RSA, {"kid": f"{did}#0"}, **claims))
    assert answers(report)["proof"] == ("no", "token_claims_differ")
    assert report.check("proof").reason.parameters == {"field": field}


def test_a_claim_about_another_holder_is_refused() -> None:
    did = did_jwk(RSA)
    document = of(did)
    document["credentialSubject"]["id"] = "did:example:zoe"
    assert World().verify(token(document, RSA, {"kid": f"{did}#0"}, sub="did:example:zoe")).valid
    report = World().verify(token(document, RSA, {"kid": f"{did}#0"}, sub="did:example:eve"))
    assert answers(report)["proof"] == ("no", "token_claims_differ")


def test_the_dates_of_a_token_of_the_newer_kind_are_those_of_its_signature() -> None:
    did = did_jwk(RSA)
    for expires, valid in ((4_000_000_000, True), (int(samples.NOW.timestamp()) - 1, False)):
        header = {"kid": f"{did}#0", "typ": "vc+jwt"}
        report = World().verify(token(of(did), RSA, header, exp=expires))
        assert report.valid is valid
        assert answers(report)["dates"][0] == ("yes" if valid else "no")


@pytest.mark.parametrize("value", ["soon", True, -1, 1e300, {}])
def test_a_date_in_a_token_that_is_none_is_refused(value: Any) -> None:
    did = did_jwk(RSA)
    report = World().verify(token(of(did), RSA, {"kid": f"{did}#0"}, nbf=value))
    assert answers(report)["proof"] == ("no", "date_malformed")


def test_a_changed_token_is_noticed() -> None:
    did = did_jwk(RSA)
    head, body, signature = token(of(did), RSA, {"kid": f"{did}#0"}).split(b".")
    other = token(of(did, name="Somebody Else"), RSA, {"kid": f"{did}#0"}).split(b".")[1]
    assert answers(World().verify(b".".join((head, other, signature))))["proof"] == ("no", "signature_wrong")
    assert World().verify(b".".join((head, body, signature))).valid


def test_a_token_of_the_older_data_model_is_read_but_not_understood() -> None:
    did = did_jwk(RSA)
    old = {"@context": ["https://www.w3.org/2018/credentials/v1"], "type": ["VerifiableCredential"]}
    data = token({"id": "urn:x:1", "issuer": did}, RSA, {"kid": f"{did}#0"}, vc=old)
    report = World().verify(data)
    assert answers(report)["contexts"] == ("unknown", "context_unknown")
    assert answers(report)["proof"] == ("yes", "signature_right")
    assert not report.valid


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


# --- Open Badges 2.0 ---

OLD = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://school.example/assertions/1",
    "recipient": {"type": "email", "hashed": True, "identity": "sha256$ab"},
    "badge": {"type": "BadgeClass", "name": "Welding", "issuer": {"type": "Issuer", "name": "School"}},
    "issuedOn": "2019-01-01T00:00:00Z",
    "verification": {"type": "hosted"},
}


def test_an_old_badge_is_shown_and_said_to_be_hosted_not_signed() -> None:
    report = World().verify(OLD)
    assert report.document == OLD
    found = answers(report)
    assert found["parse"] == ("yes", "readable_old_badge")
    assert found["proof"] == found["issuer"] == ("unknown", "hosted_not_signed")
    assert {result for name, (result, _) in found.items() if name != "parse"} == {"unknown"}


@pytest.mark.parametrize(
    ("change", "name", "code"),
    [({"revoked": True}, "revocation", "revoked"), ({"expires": "2020-01-01T00:00:00Z"}, "dates", "expired")],
)
def test_what_an_old_badge_says_against_itself_is_a_no(change: dict[str, Any], name: str, code: str) -> None:
    assert answers(World().verify({**OLD, **change}))[name] == ("no", code)


def test_an_old_badge_with_a_proof_of_ours_is_still_only_hosted() -> None:
    report = World().verify({**OLD, "proof": samples.signed()["proof"]}, expected_name=samples.HOLDER.name)
    assert not report.valid
    assert "yes" not in {check.result for check in report.checks if check.name != "parse"}


def test_every_way_of_signing_is_read_from_bytes() -> None:
    did = foreign.did_key(P256)
    data = to_bytes(proved(of(did), P256, suite="ecdsa-jcs-2019", method=f"{did}#{multikey(P256)}"))
    assert World().verify(b"\n " + data + b"\n").valid
