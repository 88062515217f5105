"""did:web identifiers and DID documents."""

from __future__ import annotations

import pytest

from credentials.formats.did import (
    KeyState,
    PublishedKey,
    build_did_document,
    did_document_url,
    did_web,
    verification_method_id,
)
from credentials.formats.errors import EncodingRefused
from tests.credentials import samples


@pytest.mark.parametrize(
    ("site", "path", "did", "url"),
    [
        (
            "https://demo.skillslab.example",
            ("fieldlabs", "8f14e45f"),
            "did:web:demo.skillslab.example:fieldlabs:8f14e45f",
            "https://demo.skillslab.example/fieldlabs/8f14e45f/did.json",
        ),
        (
            "https://demo.skillslab.example:8443/",
            ("fieldlabs", "x"),
            "did:web:demo.skillslab.example%3A8443:fieldlabs:x",
            "https://demo.skillslab.example:8443/fieldlabs/x/did.json",
        ),
        (
            "https://skillslab.example",
            (),
            "did:web:skillslab.example",
            "https://skillslab.example/.well-known/did.json",
        ),
    ],
)
def test_did_web_and_its_document(site: str, path: tuple[str, ...], did: str, url: str) -> None:
    assert did_web(site, *path) == did
    assert did_document_url(did) == url


@pytest.mark.parametrize("site", ["ftp://a.example", "https://a.example/path", "https://u@a.example", "a.example"])
def test_a_malformed_site_is_refused(site: str) -> None:
    with pytest.raises(EncodingRefused, match="site_url_malformed"):
        did_web(site)


@pytest.mark.parametrize("segment", ["", "..", "a/b", "a:b", "é", "a b"])
def test_a_malformed_path_is_refused(segment: str) -> None:
    with pytest.raises(EncodingRefused, match="did_malformed"):
        did_web("https://a.example", segment)


@pytest.mark.parametrize(
    "did",
    [
        "did:key:z6Mk",
        "did:web:",
        "did:web:a.example:..",
        "did:web:a.example:%2e%2e",
        "did:web:a.example:a%2Fb",
        "did:web:a.example%2Fb",
        "did:web:u%40a.example",
        "did:web:a.example::b",
        "did:web:a.example#key",
    ],
)
def test_a_did_that_leads_elsewhere_is_refused(did: str) -> None:
    with pytest.raises(EncodingRefused):
        did_document_url(did)


def test_the_did_document_lists_every_key_in_its_state() -> None:
    keys = [
        PublishedKey("key-1", "z6Mk1", KeyState.RETIRED, samples.AWARDED),
        PublishedKey("key-2", "z6Mk2", KeyState.COMPROMISED, samples.AWARDED),
        PublishedKey("key-3", "z6Mk3", KeyState.ACTIVE),
        PublishedKey("key-4", "z6Mk4", KeyState.NEXT),
    ]
    document = build_did_document(samples.DID, keys)
    methods = {method["id"].partition("#")[2]: method for method in document["verificationMethod"]}
    assert list(methods) == ["key-1", "key-2", "key-3", "key-4"]
    assert methods["key-1"]["expires"] == "2026-11-20T09:30:00Z"
    assert methods["key-2"]["revoked"] == "2026-11-20T09:30:00Z"
    assert methods["key-3"] == {
        "id": verification_method_id(samples.DID, "key-3"),
        "type": "Multikey",
        "controller": samples.DID,
        "publicKeyMultibase": "z6Mk3",
    }
    assert document["assertionMethod"] == [f"{samples.DID}#{key}" for key in ("key-1", "key-3", "key-4")]


def test_a_retired_key_without_a_date_is_refused() -> None:
    with pytest.raises(EncodingRefused, match="key_end_missing"):
        build_did_document(samples.DID, [PublishedKey("key-1", "z6Mk1", KeyState.RETIRED)])
