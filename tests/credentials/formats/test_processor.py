"""The processor that remembers gives what pyld gives, whatever it saw before."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld
from pyld.context_resolver import ContextResolver

from credentials.formats import processor
from credentials.formats.documents import PINNED
from credentials.formats.processor import RememberingProcessor
from tests.credentials import samples

TYPES = [
    "VerifiableCredential",
    "AchievementCredential",
    "EndorsementCredential",
    "AchievementSubject",
    "Achievement",
    "Profile",
    "Alignment",
    "Result",
    "ResultDescription",
    "IdentityObject",
    "Address",
    "Evidence",
    "Image",
    "BitstringStatusListEntry",
    "BitstringStatusList",
    "DataIntegrityProof",
    "1EdTechRevocationList",
    "Unknown",
]
FIELDS = [
    "credentialSubject",
    "achievement",
    "alignment",
    "result",
    "resultDescription",
    "identifier",
    "issuer",
    "proof",
    "parentOrg",
    "endorsement",
    "evidence",
    "image",
    "credentialStatus",
    "name",
    "narrative",
    "verifiableCredential",
]
KINDS = st.lists(st.sampled_from(TYPES), max_size=3)


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    values = st.one_of(inner, st.lists(inner, max_size=2))
    fields = st.dictionaries(st.sampled_from(FIELDS), values, max_size=3)
    return st.builds(lambda found, kinds: {**found, "type": kinds}, fields, KINDS)


PARTS = st.recursive(st.sampled_from(["https://a.example/x", "text", 5, 7.5, True]), objects, max_leaves=12)


def expanded(kind: type[jsonld.JsonLdProcessor], document: Any, cache: dict[str, Any]) -> Any:
    options = {
        "documentLoader": PINNED,
        "contextResolver": ContextResolver(cache, PINNED),
        "base": "relative-iri://relative.invalid/",
        "processingMode": "json-ld-1.1",
    }
    try:
        return kind().expand(document, options)
    except jsonld.JsonLdError as error:
        return error.code


KEPT: dict[str, Any] = {}


def same(document: dict[str, Any]) -> None:
    assert expanded(RememberingProcessor, document, KEPT) == expanded(jsonld.JsonLdProcessor, document, {})


def test_our_credential_expands_the_same() -> None:
    for _ in range(2):
        same(samples.credential())
    assert processor._of_thread.remembered


@settings(max_examples=150, deadline=None)
@given(fields=st.dictionaries(st.sampled_from(FIELDS), PARTS, max_size=4), kinds=KINDS)
def test_any_document_expands_the_same(fields: dict[str, Any], kinds: list[str]) -> None:
    same({"@context": samples.credential()["@context"], "type": kinds, **fields})


def test_no_more_than_so_much_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processor, "_MOST_REMEMBERED", 5)
    sizes: list[int] = []

    def twice() -> None:
        for _ in range(2):
            same(samples.credential())
            sizes.append(len(processor._of_thread.remembered))

    # What is remembered is remembered by each thread.
    thread = threading.Thread(target=twice)
    thread.start()
    thread.join()
    assert [size <= 5 for size in sizes] == [True, True]
