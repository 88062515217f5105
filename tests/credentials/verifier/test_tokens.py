"""Credentials as tokens (VC-JWT): whose key counts, and what their claims may say."""

from __future__ import annotations

from typing import Any

import pytest

from tests.credentials import samples
from tests.credentials.foreign import P256, RSA, URL, did_jwk, jwk, of, token
from tests.credentials.verifying import World, answers, failures


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
