"""N-Quads with open places, canonicalised by RDFC-1.0 without a graph library where that is enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from credentials.formats.errors import UndefinedTerm

# A line in pieces: texts, and between them numbers that say what comes there.
Pieces = tuple[str | int, ...]


class QuadLines:
    """The quads of a template: each line is text with blank nodes and places in it.

    Numbers from 0 on are places, -1 and below are blank nodes.
    """

    def __init__(self, quads: Iterable[Quad], places: Sequence[str]) -> None:
        self._number_of = {place: number for number, place in enumerate(places)}
        self._nodes: dict[BlankNode, int] = {}
        self._datatype: dict[int, NamedNode] = {}
        self.identifier_places: set[int] = set()
        self.unused = set(range(len(places)))
        self._lines = [self._pieces(quad) for quad in quads]
        self._fixed_lines = [str(line[0]) for line in self._lines if len(line) == 1]
        self._open_lines = [line for line in self._lines if len(line) > 1]
        self._of_node: dict[int, list[Pieces]] = defaultdict(list)
        for line in self._open_lines:
            for node in {piece for piece in line if isinstance(piece, int) and piece < 0}:
                self._of_node[node].append(_as_seen_from(node, line))
        self._fixed_hashes = {
            node: _hash([str(line[0]) for line in lines])
            for node, lines in self._of_node.items()
            if all(len(line) == 1 for line in lines)
        }
        self._open_nodes = [node for node in self._of_node if node not in self._fixed_hashes]

    def fill(self, values: Sequence[str]) -> bytes | None:
        """Return the canonical N-Quads with `values` in the places.

        Nothing where more is needed than filling in: two blank nodes of one first degree hash, so that RDFC-1.0
        has to compare their neighbours (4.4.3, step 5), or two values that make one statement of two. Raises
        UndefinedTerm for an identifier that is no IRI.
        """
        texts = self._texts(values)
        hashes = dict(self._fixed_hashes)
        for node in self._open_nodes:
            hashes[node] = _hash([_join(line, texts) for line in self._of_node[node]])
        if len(set(hashes.values())) < len(hashes):
            return None
        for number, node in enumerate(sorted(hashes, key=hashes.__getitem__)):
            texts[node] = f"_:c14n{number}"
        lines = {*self._fixed_lines, *[_join(line, texts) for line in self._open_lines]}
        return "".join(sorted(lines)).encode() if len(lines) == len(self._lines) else None

    def fill_uncanonically(self, values: Sequence[str]) -> bytes:
        """Return N-Quads with `values` in the places, with labels and order as they come."""
        texts = self._texts(values)
        texts.update({node: f"_:n{-node}" for node in self._of_node})
        return "".join(_join(line, texts) for line in self._lines).encode()

    def _texts(self, values: Sequence[str]) -> dict[int, str]:
        return {number: self._term(number, value) for number, value in enumerate(values)}

    def _term(self, number: int, value: str) -> str:
        if number in self.identifier_places:
            try:
                return str(NamedNode(value))
            except ValueError as error:
                raise UndefinedTerm("undefined_term", term=value[:80]) from error
        return str(Literal(value, datatype=self._datatype[number]))

    def _pieces(self, quad: Quad) -> Pieces:
        found: list[str | int] = [""]
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            text = str(term)
            if text == "DEFAULT":
                continue
            reference = self._reference(term)
            if reference is None:
                found[-1] = f"{found[-1]}{text} "
            else:
                found += [reference, " "]
        found[-1] = f"{found[-1]}.\n"
        return tuple(found)

    def _reference(self, term: Any) -> int | None:
        if isinstance(term, BlankNode):
            return self._nodes.setdefault(term, -1 - len(self._nodes))
        number = self._number_of.get(getattr(term, "value", ""))
        if number is None:
            return None
        self.unused.discard(number)
        if isinstance(term, NamedNode):
            self.identifier_places.add(number)
        else:
            self._datatype[number] = term.datatype
        return number


def _join(line: Pieces, texts: dict[int, str]) -> str:
    return "".join([piece if isinstance(piece, str) else texts[piece] for piece in line])


def _as_seen_from(node: int, line: Pieces) -> Pieces:
    """Return a line with its blank nodes named as the hash of `node` wants it (RDFC-1.0, 4.6.3)."""
    found: list[str | int] = [""]
    for piece in line:
        if isinstance(piece, int) and piece < 0:
            piece = "_:a" if piece == node else "_:z"
        if isinstance(piece, str) and isinstance(found[-1], str):
            found[-1] += piece
        else:
            found.append(piece)
    return tuple(found)


def _hash(lines: list[str]) -> str:
    return sha256("".join(sorted(lines)).encode()).hexdigest()
