"""What VC Data Model 2.0 demands of a plain credential, member by member."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from credentials.formats.documents import CREDENTIALS_V2, PINNED_CONTEXTS
from credentials.verifier.data_model import problems_of

CONTENT = PINNED_CONTEXTS[CREDENTIALS_V2].path.read_bytes()
SRI = "sha384-" + base64.b64encode(hashlib.sha384(CONTENT).digest()).decode()
MULTIHASH = "u" + base64.urlsafe_b64encode(b"\x12\x20" + hashlib.sha256(CONTENT).digest()).rstrip(b"=").decode()
GOOD = {
    "@context": [CREDENTIALS_V2],
    "type": ["VerifiableCredential"],
    "issuer": "did:example:issuer",
    "credentialSubject": {"id": "did:example:subject"},
}


def related(**resource: Any) -> dict[str, Any]:
    return {"relatedResource": [{"id": CREDENTIALS_V2, **resource}]}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"issuer": {"id": "did:example:issuer", "name": "Lab"}},
        {"credentialSubject": [{"id": "did:example:a"}, {"name": "b"}]},
        {
            "name": [
                {"@value": "Naam", "@language": "nl"},
                {"@value": "Name", "@language": "en", "@direction": "ltr"},
            ]
        },
        {"validFrom": "2023-02-25T19:10:39-06:00", "validUntil": "2026-01-01T00:00:00.123Z"},
        {"credentialSchema": {"id": "did:example:schema", "type": "JsonSchema"}},
        {"evidence": [{"type": "Evidence"}, {"type": ["Evidence"]}]},
        related(digestSRI=SRI),
        related(digestMultibase=MULTIHASH),
        {
            "relatedResource": {
                "id": "https://example.org/x",
                "digestSRI": "sha256-AAAA",
                "mediaType": "text/plain",
            }
        },
    ],
)
def test_what_the_data_model_allows_has_no_problems(changes: dict[str, Any]) -> None:
    assert list(problems_of({**GOOD, **changes})) == []


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"type": []}, "/type"),
        ({"type": ["VerifiableCredential", 2]}, "/type"),
        ({"issuer": "fake-issuer"}, "/issuer"),
        ({"issuer": {"id": None}}, "/issuer"),
        ({"issuer": None}, "/issuer"),
        ({"issuer": {"id": "did:example:i", "name": {"@value": "x", "url": "y"}}}, "/issuer/name"),
        ({"id": None}, "/id"),
        ({"id": ["https://example.org/1", "https://example.org/2"]}, "/id"),
        ({"id": "https ://not-a-url/1"}, "/id"),
        ({"credentialSubject": {}}, "/credentialSubject"),
        ({"credentialSubject": [{"id": "did:example:a"}, {}]}, "/credentialSubject"),
        ({"credentialSubject": []}, "/credentialSubject"),
        ({"credentialSubject": {"id": ["did:example:a", "did:example:b"]}}, "/credentialSubject/id"),
        ({"validFrom": "Sat 25 Feb 2023"}, "/validFrom"),
        ({"validFrom": "2027-01-01T00:00:00Z", "validUntil": "2026-01-01T00:00:00Z"}, "/validUntil"),
        ({"description": {"@value": "x", "@language": "en", "url": "y"}}, "/description"),
        ({"name": 7}, "/name"),
        ({"credentialStatus": {"id": "did:example:status"}}, "/credentialStatus"),
        ({"credentialStatus": {"id": "did:example:status", "type": 2}}, "/credentialStatus"),
        ({"credentialStatus": {"id": ["did:example:1", "did:example:2"], "type": "X"}}, "/credentialStatus"),
        ({"credentialSchema": {"type": "JsonSchema"}}, "/credentialSchema"),
        ({"credentialSchema": {"type": "JsonSchema", "id": "https ://x"}}, "/credentialSchema"),
        ({"termsOfUse": {}}, "/termsOfUse"),
        ({"refreshService": {"id": "did:example:refresh"}}, "/refreshService"),
        ({"evidence": {}}, "/evidence"),
        ({"relatedResource": [CREDENTIALS_V2]}, "/relatedResource"),
        ({"relatedResource": [{"digestSRI": SRI}]}, "/relatedResource"),
        (related(), "/relatedResource"),
        ({"relatedResource": [{"id": CREDENTIALS_V2, "digestSRI": SRI}] * 2}, "/relatedResource"),
        (related(digestSRI=SRI.replace("sha384-", "sha256-")), "/relatedResource"),
        (related(digestSRI="sha384-" + base64.b64encode(bytes(48)).decode()), "/relatedResource"),
        (related(digestMultibase="u" + "A" * 43), "/relatedResource"),
        (related(digestMultibase=7), "/relatedResource"),
        (related(digestMultibase="z0OIl"), "/relatedResource"),
    ],
)
def test_what_the_data_model_refuses_is_named(changes: dict[str, Any], path: str) -> None:
    assert list(problems_of({**GOOD, **changes})) == [path]
