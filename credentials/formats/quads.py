"""Expanded JSON-LD as quads, without the node map that pyld builds on the way: a third of the time of a check.

What this does not know (lists, directions, JSON literals and the like) goes to pyld, as everything did before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from credentials.formats.canonical import LARGEST_PLAIN_INTEGER, canonical_nquads, expand, to_quads
from credentials.formats.documents import PINNED, DocumentLoader

_XSD = "http://www.w3.org/2001/XMLSchema#"
_RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_BOOLEAN, _INTEGER, _DOUBLE = (NamedNode(_XSD + name) for name in ("boolean", "integer", "double"))
_VALUE_KEYWORDS = {"@value", "@type", "@language"}

Node = NamedNode | BlankNode
Graph = NamedNode | BlankNode | DefaultGraph


class _NotKnownHere(Exception):
    """Something that is left to pyld."""


def canonical_form(document: Mapping[str, Any], *, loader: DocumentLoader = PINNED) -> bytes:
    """Return the canonical N-Quads (UTF-8) of a JSON-LD document: the bytes of `canonical.canonicalise`, sooner.

    Raises what `canonicalise` raises.
    """
    return canonical_nquads(quads_of(expand(dict(document), loader=loader)))


def quads_of(expanded: list[dict[str, Any]]) -> list[Quad]:
    """Return the RDF quads of an expanded document (JSON-LD 1.1 API, 7.1), as `canonical.to_quads` does.

    `expanded` comes from `canonical.expand`, so every name in it is absolute. The labels of blank nodes and the
    order differ from those of `to_quads`, which canonicalisation takes away.
    """
    walk = _Walk()
    try:
        return [quad for node in expanded for quad in walk.node(node, walk.name(node), DefaultGraph())]
    except _NotKnownHere:
        return to_quads(expanded)


class _Walk:
    def __init__(self) -> None:
        self._numbers = count()

    def name(self, node: Mapping[str, Any]) -> Node:
        identifier = node.get("@id")
        if identifier is None:
            return BlankNode(f"n{next(self._numbers)}")
        if identifier.startswith("_:"):
            raise _NotKnownHere
        return NamedNode(identifier)

    def node(self, node: Mapping[str, Any], subject: Node, graph: Graph) -> Iterator[Quad]:
        for key, values in node.items():
            if key == "@type":
                for kind in values:
                    yield Quad(subject, _RDF_TYPE, NamedNode(kind), graph)
            elif key == "@graph":
                for inner in values:
                    yield from self.node(inner, self.name(inner), subject)
            elif key.startswith("@"):
                if key != "@id":
                    raise _NotKnownHere
            else:
                yield from self._property(subject, NamedNode(key), values, graph)

    def _property(self, subject: Node, predicate: NamedNode, values: Any, graph: Graph) -> Iterator[Quad]:
        for value in values:
            if "@value" in value:
                yield Quad(subject, predicate, _literal(value), graph)
            else:
                name = self.name(value)
                yield Quad(subject, predicate, name, graph)
                yield from self.node(value, name, graph)


def _literal(item: Mapping[str, Any]) -> Literal:
    if not item.keys() <= _VALUE_KEYWORDS:
        raise _NotKnownHere
    value, datatype, language = item["@value"], item.get("@type"), item.get("@language")
    if datatype in ("@json", _DOUBLE.value):
        raise _NotKnownHere
    kind = None if datatype is None else NamedNode(datatype)
    if isinstance(value, bool):
        return Literal("true" if value else "false", datatype=kind or _BOOLEAN)
    if isinstance(value, int) and abs(value) < LARGEST_PLAIN_INTEGER:
        return Literal(str(value), datatype=kind or _INTEGER)
    if not isinstance(value, str):
        if not isinstance(value, float):
            raise _NotKnownHere
        return Literal(_canonical_double(value), datatype=kind or _DOUBLE)
    return Literal(value, language=language) if language is not None else Literal(value, datatype=kind)


def _canonical_double(value: float) -> str:
    """Return a number as JSON-LD writes it: 7.5 is `7.5E0` (JSON-LD 1.1 API, 8.6)."""
    mantissa, exponent = f"{value:.15E}".split("E")
    whole, fraction = mantissa.split(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}E{int(exponent)}"
