"""The test-only VC-API, and what the W3C's suites ask of it (docs/reference/verify.md says how they ran)."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.urls import reverse

from credentials.formats.errors import FormatError
from credentials.formats.serialise import to_bytes
from credentials.vc_api.checks import the_test_api_is_off_on_the_internet
from credentials.vc_api.securing import (
    LenientLoader,
    check_credential,
    check_document,
    check_presentation,
    did_of,
    signed,
)
from credentials.vc_api.views import _key
from tests.credentials.samples import CREATED, NOW
from tests.credentials.verifying import World, answers

V2 = "https://www.w3.org/ns/credentials/v2"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(64, 96)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(96, 128)))
LOADER = LenientLoader()
EXAMPLE = ["VerifiableCredential", "ExampleCredential"]
INLINE = {"ExampleCredential": "https://example.org/#ExampleCredential"}
ADDRESSES = ("vc_api_issue", "vc_api_verify", "vc_api_verify_presentation")


def unsigned(issuer: str, **changes: Any) -> dict[str, Any]:
    document = {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "issuer": issuer,
        "credentialSubject": {"id": "did:example:subject"},
    }
    return {**document, **changes}


def made(key: Ed25519PrivateKey = KEY, suite: str = "eddsa-rdfc-2022", **changes: Any) -> dict[str, Any]:
    document = unsigned(did_of(KEY), **changes)
    return signed(document, key=key, suite=suite, created=CREATED, loader=LOADER)


@pytest.fixture
def api(settings: Any, client: Client) -> Client:
    settings.VC_API = True
    return client


def post(client: Client, name: str, body: Any) -> Any:
    return client.post(reverse(name), body, content_type="application/json")


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_api_is_not_there_unless_it_is_turned_on(client: Client, name: str) -> None:
    assert post(client, name, {}).status_code == 404
    assert client.get(reverse("vc_api_status_list")).status_code == 404


def test_the_internet_never_sees_the_api(settings: Any) -> None:
    assert the_test_api_is_off_on_the_internet(None) == []
    settings.VC_API = True
    assert the_test_api_is_off_on_the_internet(None) == []
    settings.SECURE_SSL_REDIRECT = True
    assert [found.id for found in the_test_api_is_off_on_the_internet(None)] == ["credentials.E001"]


def test_production_refuses_to_start_with_the_api() -> None:
    required = ("SECRET_KEY", "CREDENTIALS_KEY_ENCRYPTION_KEY", "SITE_URL", "ALLOWED_HOSTS", "DATABASE_URL")
    required += ("CELERY_BROKER_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL")
    done = subprocess.run(
        [sys.executable, "-c", "import lms.settings.production"],
        env={**os.environ, **dict.fromkeys(required, "x"), "VC_API": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode
    assert "VC_API signs whatever anybody sends" in done.stderr


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_what_is_issued_verifies_and_what_is_changed_does_not(api: Client, suite: str) -> None:
    body = {"credential": unsigned(did_of(_key())), "options": {"cryptosuite": suite, "credentialStatus": True}}
    issued = post(api, "vc_api_issue", body)
    assert issued.status_code == 201
    credential = issued.json()
    assert credential["proof"]["cryptosuite"] == suite
    verified = post(api, "vc_api_verify", {"verifiableCredential": credential})
    assert (verified.status_code, verified.json()) == (200, {"verified": True, "errors": []})
    credential["credentialSubject"]["id"] = "did:example:somebody-else"
    refused = post(api, "vc_api_verify", {"verifiableCredential": credential})
    assert (refused.status_code, refused.json()["verified"]) == (400, False)
    assert refused.json()["errors"][0]["type"] == "signature_wrong"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"credential": "x"},
        {"credential": {}},
        {"credential": unsigned("did:example:issuer")},
        {"credential": unsigned(did_of(KEY))},
        {"credential": unsigned("fake-issuer")},
    ],
)
def test_it_signs_in_nobodys_name(api: Client, body: Any) -> None:
    assert post(api, "vc_api_issue", body).status_code == 400


@pytest.mark.parametrize(
    "body", [{}, {"verifiableCredential": None}, {"verifiableCredential": "x"}, {"verifiableCredential": {"a": 1}}]
)
def test_a_malformed_question_is_refused(api: Client, body: Any) -> None:
    assert post(api, "vc_api_verify", body).status_code == 400
    assert post(api, "vc_api_verify_presentation", {"verifiablePresentation": body}).status_code == 400


def test_definitions_of_its_own_are_taken_here_and_nowhere_else() -> None:
    document = made(**{"@context": [V2, INLINE]}, type=EXAMPLE)
    check_credential(document, now=NOW, loader=LOADER)
    assert answers(World().verify(to_bytes(document)))["contexts"] == ("no", "context_inline")


@pytest.mark.parametrize(
    "changes",
    [
        {"@context": [V2, {"VerifiableCredential": "https://example.org/#Other"}]},
        {
            "@context": [V2, {"ExampleCredential": "https ://no-url"}],
            "type": ["VerifiableCredential", "ExampleCredential"],
        },
        {"@context": [V2, {"@vocab": None}], "type": ["VerifiableCredential", "ExampleCredential"]},
        {"@context": [INLINE, V2]},
        {"@context": [V2, 7]},
        {"@context": [V2, "https://example.org/unknown"]},
        {"type": ["VerifiableCredential", "Undefined"]},
        {"credentialSubject": {"id": "did:example:subject", "undefined": "x"}},
        {"name": {"@value": "x", "@language": "en", "url": "did:example:x"}},
    ],
)
def test_definitions_that_redefine_or_leave_open_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(FormatError):
        made(**changes)


def test_every_proof_of_a_set_must_hold() -> None:
    one, other = made(), made(OTHER)
    both = {**one, "proof": [one["proof"], other["proof"]]}
    check_credential(both, now=NOW, loader=LOADER)
    wrong = copy.deepcopy(both)
    wrong["proof"][1]["proofValue"] = one["proof"]["proofValue"]
    with pytest.raises(FormatError, match="signature_wrong"):
        check_credential(wrong, now=NOW, loader=LOADER)
    with pytest.raises(FormatError, match="key_of_another"):
        check_credential({**both, "proof": [other["proof"]]}, now=NOW, loader=LOADER)


@pytest.mark.parametrize("named", ["urn:uuid:missing", ["urn:uuid:missing"], 7])
def test_a_chain_needs_what_it_rests_on(named: Any) -> None:
    document = made()
    document["proof"]["previousProof"] = named
    with pytest.raises(FormatError, match="previousProof"):
        check_credential(document, now=NOW, loader=LOADER)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "Ed25519Signature2020"),
        ("cryptosuite", "unknown-suite"),
        ("proofPurpose", "authentication"),
        ("verificationMethod", None),
        ("verificationMethod", "did:key:zInvalid#zInvalid"),
        ("proofValue", "u7777"),
        ("proofValue", "z"),
        ("created", "yesterday"),
        ("expires", "2020-01-01T00:00:00Z"),
    ],
)
def test_a_proof_that_is_written_otherwise_is_refused(field: str, value: Any) -> None:
    document = made()
    document["proof"][field] = value
    with pytest.raises(FormatError):
        check_credential(document, now=NOW, loader=LOADER)


def presentation(**changes: Any) -> dict[str, Any]:
    return {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": [made()], **changes}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"type": ["Other"]},
        {"holder": "z6Mk"},
        {"holder": {"name": "Acme"}},
        {"id": "no url"},
        {"verifiableCredential": ["eyJhbGciOiJFUzI1NiJ9.e30.x"]},
    ],
)
def test_a_presentation_without_its_holders_proof_or_form_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(FormatError):
        check_presentation(presentation(**changes), now=NOW, loader=LOADER, expected={})


def test_a_challenge_must_be_the_expected_one() -> None:
    document = made()
    check_document(document, purpose="assertionMethod", now=NOW, loader=LOADER, expected={"challenge": None})
    with pytest.raises(FormatError, match="challenge"):
        check_document(document, purpose="assertionMethod", now=NOW, loader=LOADER, expected={"challenge": "1"})
