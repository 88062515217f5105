"""JSON-LD to canonical N-Quads: the vectors of W3C, safe mode, and the limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from credentials.formats.canonical import canonical_nquads, canonicalise
from credentials.formats.documents import PINNED, PINNED_CONTEXTS, DocumentLoader, PinnedContext
from credentials.formats.errors import ContextRefused, FormRefused, LimitExceeded, UndefinedTerm
from tests.credentials import samples
from tests.credentials.vectors import EXAMPLES_LOADER, vector, vector_json

PREDICATE = NamedNode("https://example.org/p")


def test_canonicalise_gives_the_bytes_of_the_w3c_vector() -> None:
    assert canonicalise(vector_json("unsigned.json"), loader=EXAMPLES_LOADER) == vector("canonDocDataInt.txt")


def test_canonicalise_does_not_depend_on_the_order_of_fields() -> None:
    document = samples.credential()
    turned = dict(reversed(document.items()))
    assert canonicalise(turned) == canonicalise(document)


def test_whole_numbers_are_the_same_however_they_are_written() -> None:
    document = samples.credential()
    achievement = document["credentialSubject"]["achievement"]
    achievement["creditsAvailable"] = 5
    whole = canonicalise(document)
    achievement["creditsAvailable"] = 5.0
    assert canonicalise(document) == whole


def test_literals_are_escaped_as_canonical_nquads_prescribe() -> None:
    text = '\u0000\u0007\b\t\n\u000b\f\r\u001f\u007f"\\é\u2028'
    expected = (
        "<https://example.org/s> <https://example.org/p> "
        '"\\u0000\\u0007\\b\\t\\n\\u000B\\f\\r\\u001F\\u007F\\"\\\\é\u2028" .\n'
    )
    quad = Quad(NamedNode("https://example.org/s"), PREDICATE, Literal(text))
    assert canonical_nquads([quad]) == expected.encode()


@pytest.mark.parametrize(
    "change",
    [
        {"nickname": "x"},
        {"type": ["VerifiableCredential", "AchievementCredential", "SpecialCredential"]},
        {"image": {"id": "badge.png", "type": "Image"}},
        {"id": "not-absolute"},
        {"id": ""},
        {"id": "//example.org/x"},
        {"id": "?x"},
        {"issuer": "#x"},
        {"issuer": {"id": "../x", "type": ["Profile"]}},
        {"evidence": [{"id": "https://example.org/a b", "type": ["Evidence"]}]},
    ],
)
def test_what_the_contexts_do_not_make_absolute_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(UndefinedTerm):
        canonicalise({**samples.credential(), **change})


def test_a_document_without_context_is_refused() -> None:
    document = samples.credential()
    del document["@context"]
    with pytest.raises(ContextRefused, match="context_missing"):
        canonicalise(document)


def test_a_large_document_is_refused() -> None:
    document = samples.credential()
    document["credentialSubject"]["achievement"]["description"] = "x" * 256 * 1024
    with pytest.raises(LimitExceeded, match="too_large"):
        canonicalise(document)


def test_a_deep_document_is_refused() -> None:
    evidence: dict[str, Any] = {"type": ["Evidence"], "name": "deep"}
    for _ in range(40):
        evidence = {"type": ["Evidence"], "evidence": evidence}
    with pytest.raises(LimitExceeded, match="too_deep"):
        canonicalise({**samples.credential(), "evidence": evidence})


def test_nine_contexts_are_refused() -> None:
    contexts = samples.credential()["@context"]
    with pytest.raises(LimitExceeded, match="too_many_contexts"):
        canonicalise({**samples.credential(), "@context": contexts * 3})


def complete_graph(size: int) -> list[Quad]:
    nodes = [BlankNode(f"n{number}") for number in range(size)]
    return [Quad(one, PREDICATE, other) for one in nodes for other in nodes if one != other]


def test_a_few_entangled_blank_nodes_are_canonicalised() -> None:
    assert canonical_nquads(complete_graph(4)).count(b"\n") == 12


@pytest.mark.parametrize("size", [8, 40])
def test_many_entangled_blank_nodes_are_refused_before_they_cost_anything(size: int) -> None:
    with pytest.raises(LimitExceeded, match="entangled_blank_nodes"):
        canonical_nquads(complete_graph(size))


def test_many_equal_but_unconnected_blank_nodes_are_no_problem() -> None:
    subject = NamedNode("https://example.org/s")
    quads = [Quad(subject, PREDICATE, BlankNode(f"n{number}")) for number in range(200)]
    assert canonical_nquads(quads).count(b"\n") == 200


def test_too_many_blank_nodes_are_refused() -> None:
    quads = [Quad(BlankNode(f"n{number}"), PREDICATE, Literal(str(number))) for number in range(2001)]
    with pytest.raises(LimitExceeded, match="too_many_blank_nodes"):
        canonical_nquads(quads)


@pytest.mark.parametrize("url", sorted(PINNED_CONTEXTS))
def test_every_pinned_context_has_its_bytes(url: str) -> None:
    assert "@context" in PINNED(url)["document"]


def test_an_unknown_context_is_never_loaded() -> None:
    with pytest.raises(ContextRefused, match="context_unknown"):
        PINNED("https://www.w3.org/2018/credentials/v1")


def test_a_changed_context_file_is_refused(tmp_path: Path) -> None:
    url = "https://www.w3.org/ns/credentials/v2"
    changed = tmp_path / "credentials-v2.json"
    changed.write_bytes(PINNED_CONTEXTS[url].path.read_bytes() + b" ")
    loader = DocumentLoader({url: PinnedContext(changed, PINNED_CONTEXTS[url].sha256)})
    with pytest.raises(ContextRefused, match="context_bytes_changed"):
        canonicalise({"@context": [url], "type": ["VerifiableCredential"]}, loader=loader)


def test_numbers_that_are_not_finite_are_refused() -> None:
    with pytest.raises(FormRefused, match="number_not_finite"):
        canonicalise({**samples.credential(), "name": float("nan")})
