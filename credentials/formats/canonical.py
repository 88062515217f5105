"""A JSON-LD document as canonical N-Quads: pyld expands, pyoxigraph canonicalises.

RDF Dataset Canonicalization, RDFC-1.0. The steps are separate functions, because expansion is most of the
time and is the one that a compiled template can leave out.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

from pyld import jsonld
from pyld.context_resolver import ContextResolver
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, DefaultGraph, Literal, NamedNode, Quad

from credentials.formats.documents import PINNED, DocumentLoader
from credentials.formats.errors import FormatError, FormRefused, LimitExceeded, UndefinedTerm
from credentials.formats.processor import RememberingProcessor
from credentials.formats.serialise import to_bytes
from credentials.formats.structure import MAXIMUM_BYTES, check_form

MAXIMUM_BLANK_NODES = 2_000
# Naming nodes that only their neighbours tell apart costs k!: 7 of them 0.3 s, 8 of them 3 s, 12 of them hours.
MAXIMUM_ENTANGLED_BLANK_NODES = 7
LARGEST_PLAIN_INTEGER = 1e21

# pyld resolves what is relative against an example address if there is no base: ours marks it, to be refused.
_RELATIVE = "relative-iri:"
_BASE = _RELATIVE + "//relative.invalid/"

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_of_thread = threading.local()

Node = NamedNode | BlankNode


def canonicalise(document: dict[str, Any], *, loader: DocumentLoader = PINNED) -> bytes:
    """Return the canonical N-Quads (UTF-8) of a JSON-LD document.

    Everything that a signature would not cover is refused. `document` is parsed JSON without its proof. Raises
    the errors of `check_form`, `expand`, `to_quads` and `canonical_nquads`. VC Data Integrity EdDSA Cryptosuites
    1.0, 3.2.3 Transformation.
    """
    return canonical_nquads(to_quads(expand(document, loader=loader)))


def expand(document: dict[str, Any], *, loader: DocumentLoader = PINNED) -> list[dict[str, Any]]:
    """Return the expanded form of a document (JSON-LD 1.1 API, 5.1), in safe mode: nothing is dropped.

    Raises LimitExceeded (256 kB as compact JSON, depth, contexts), ContextRefused, FormRefused, and
    UndefinedTerm for every property, type or identifier that the pinned contexts do not make absolute.
    """
    check_form(document, loader=loader)
    if len(to_bytes(document)) > MAXIMUM_BYTES:
        raise LimitExceeded("too_large", limit=str(MAXIMUM_BYTES // 1024))

    def refuse_dropped(name: str | None) -> None:
        raise UndefinedTerm("undefined_term", term=str(name)[:80])

    processor = RememberingProcessor(on_property_dropped=refuse_dropped)
    try:
        expanded: list[dict[str, Any]] = processor.expand(_plain_numbers(document), _options(loader))
    except jsonld.JsonLdError as error:
        raise _cause_of(error) from error
    except KeyError as error:
        # pyld's answer to a definition that takes away what was never there; only a lenient loader reads any.
        raise FormRefused("not_json_ld", detail=str(error)[:80]) from error
    _check_absolute(expanded)
    return expanded


def to_quads(expanded: list[dict[str, Any]]) -> list[Quad]:
    """Return the RDF quads of an expanded document (JSON-LD 1.1 API, 7.1).

    Raises FormRefused for an invalid IRI.
    """
    try:
        dataset = jsonld.JsonLdProcessor().to_rdf(expanded, _options(PINNED))
    except jsonld.JsonLdError as error:
        raise FormRefused("not_json_ld", detail=str(error.code)) from error
    quads: list[Quad] = []
    for graph_name, triples in dataset.items():
        graph = DefaultGraph() if graph_name == "@default" else _node(graph_name)
        for triple in triples:
            subject, predicate = _node(triple["subject"]["value"]), _named_node(triple["predicate"]["value"])
            quads.append(Quad(subject, predicate, _object(triple["object"]), graph))
    return quads


def canonical_nquads(quads: Iterable[Quad]) -> bytes:
    """Return quads as canonical N-Quads: RDFC-1.0 blank node labels, lines in code point order, UTF-8.

    Raises LimitExceeded before the canonicalisation starts if its cost could explode (a poison graph;
    RDFC-1.0, 7.1).
    """
    dataset = Dataset(quads)
    _check_blank_nodes(dataset)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset)).encode()


def _options(loader: DocumentLoader) -> dict[str, Any]:
    # pyld's own cache is shared between threads and between loaders; this one is neither.
    caches: WeakKeyDictionary[DocumentLoader, dict[str, Any]]
    caches = _of_thread.__dict__.setdefault("caches", WeakKeyDictionary())
    resolver = ContextResolver(caches.setdefault(loader, {}), loader)
    return {
        "documentLoader": loader,
        "contextResolver": resolver,
        "base": _BASE,
        "processingMode": "json-ld-1.1",
    }


def _cause_of(error: BaseException) -> FormatError:
    current: BaseException | None = error
    while current is not None:
        if isinstance(current, FormatError):
            return current
        current = current.__cause__ or current.__context__
    return FormRefused("not_json_ld", detail=str(getattr(error, "code", ""))[:80])


def _plain_numbers(value: Any) -> Any:
    # JSON knows one kind of number: 5.0 and 5 are the same statement, as JavaScript reads them.
    if isinstance(value, dict):
        return {key: _plain_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain_numbers(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_PLAIN_INTEGER:
        return int(value)
    return value


def _check_absolute(expanded: Any) -> None:
    waiting: list[Any] = [expanded]
    while waiting:
        current = waiting.pop()
        if isinstance(current, list):
            waiting.extend(current)
        elif isinstance(current, dict):
            for key, value in current.items():
                if key == "@id" or (key == "@type" and "@value" not in current):
                    for name in value if isinstance(value, list) else [value]:
                        _named_node(name)
                elif key != "@value":
                    waiting.append(value)


def _named_node(value: Any) -> NamedNode:
    try:
        if not value.startswith(_RELATIVE):
            return NamedNode(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise UndefinedTerm("undefined_term", term=str(value)[:80]) from error
    raise UndefinedTerm("undefined_term", term=value.removeprefix(_BASE)[:80])


def _node(value: str) -> Node:
    return BlankNode(value[2:]) if value.startswith("_:") else _named_node(value)


def _object(value: dict[str, Any]) -> Node | Literal:
    if value["type"] != "literal":
        return _node(value["value"])
    if "language" in value:
        return Literal(str(value["value"]), language=value["language"])
    if value["datatype"] == _XSD_STRING:
        return Literal(str(value["value"]))
    return Literal(str(value["value"]), datatype=_named_node(value["datatype"]))


def _check_blank_nodes(dataset: Dataset) -> None:
    """Refuse a graph in which more than a few blank nodes can be told apart by other such nodes only."""
    quads_of: dict[BlankNode, list[tuple[Any, ...]]] = defaultdict(list)
    for quad in dataset:
        terms = (quad.subject, quad.predicate, quad.object, quad.graph_name)
        for node in {term for term in terms if isinstance(term, BlankNode)}:
            quads_of[node].append(terms)
    if len(quads_of) > MAXIMUM_BLANK_NODES:
        raise LimitExceeded("too_many_blank_nodes", limit=str(MAXIMUM_BLANK_NODES))
    hash_of = {node: _first_degree_hash(node, quads) for node, quads in quads_of.items()}
    how_many = Counter(hash_of.values())
    ambiguous = {node for node, digest in hash_of.items() if how_many[digest] > 1}
    entangled = [node for node in ambiguous if _touches_another(node, quads_of[node], ambiguous.__contains__)]
    if len(entangled) > MAXIMUM_ENTANGLED_BLANK_NODES:
        raise LimitExceeded("entangled_blank_nodes", limit=str(MAXIMUM_ENTANGLED_BLANK_NODES))


def _first_degree_hash(node: BlankNode, quads: list[tuple[Any, ...]]) -> bytes:
    def name(term: Any) -> str:
        if isinstance(term, BlankNode):
            return "_:a" if term == node else "_:z"
        return str(term)

    return sha256("\n".join(sorted(" ".join(map(name, terms)) for terms in quads)).encode()).digest()


def _touches_another(
    node: BlankNode, quads: list[tuple[Any, ...]], is_ambiguous: Callable[[BlankNode], bool]
) -> bool:
    return any(
        isinstance(term, BlankNode) and term != node and is_ambiguous(term) for terms in quads for term in terms
    )
