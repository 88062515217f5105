"""A compiled credential: expanded once, after that only its open places are filled.

Expanding JSON-LD is most of what signing costs, and all credentials of one achievement expand to the same
statements but for a few values: the holder, the dates, the place in the status list. A template holds those
statements with open places. Filling it gives the canonical N-Quads of the whole credential (RDFC-1.0), and `prove`
shows that they are the ones that full expansion gives.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from pyoxigraph import RdfFormat, parse

from credentials.formats.canonical import canonical_nquads, canonicalise, expand, to_quads
from credentials.formats.documents import PINNED, DocumentLoader
from credentials.formats.errors import FormatError, FormRefused, LimitExceeded, UndefinedTerm
from credentials.formats.plain_text import has_control_characters
from credentials.formats.quad_lines import QuadLines
from credentials.formats.serialise import to_bytes
from credentials.formats.structure import MAXIMUM_BYTES

Json = dict[str, Any]
Path = tuple[str | int, ...]
_PLACE = "https://place.invalid/"
_PROOF_PLACE = _PLACE + "proof"
FILLINGS = 2
# No term of the pinned contexts is called so: these stand in the statements as they stand in the JSON.
_IDENTIFIER = re.compile(r"(?:https?://|urn:uuid:|did:[a-z0-9]+:)\S+")
_AWKWARD = "\"\\\t\n\r'<>^@_:. \u00e9e\u0301\u200d\U0001f469\u4e2d\u0645\u2028{}%"


class TemplateRefused(FormatError):
    """The template can't be used: it does not give what full expansion gives, or the document is another one."""


@dataclass(frozen=True)
class Parts:
    """A document taken apart: the skeleton that a template is compiled from, and the values of its places."""

    skeleton: Json
    paths: tuple[Path, ...]
    values: tuple[str, ...]


def take_apart(document: Json, paths: Sequence[Path]) -> Parts:
    """Return `document` with a mark at each of `paths`, and the texts that stood there.

    Paths that the document does not have are left out. Raises FormRefused where something else than a text
    stands at a path.
    """
    skeleton = dict(document)
    found: list[Path] = []
    values: list[str] = []
    copied: dict[Path, Any] = {(): skeleton}
    for path in paths:
        owner = _owner(path, copied)
        if owner is None or not _has(owner, path[-1]):
            continue
        value = owner[path[-1]]
        if not isinstance(value, str):
            raise FormRefused("not_json", type=type(value).__name__)
        owner[path[-1]] = f"{_PLACE}{len(found)}"
        found.append(path)
        values.append(value)
    return Parts(skeleton, tuple(found), tuple(values))


def _owner(path: Path, copied: dict[Path, Any]) -> Any:
    """Return the object or array that holds the last step of `path`, copied on the way there."""
    for length in range(1, len(path)):
        part = path[:length]
        if part not in copied:
            above = copied[part[:-1]]
            if not _has(above, part[-1]):
                return None
            copied[part] = above[part[-1]] = above[part[-1]].copy()
    return copied[path[:-1]]


def _has(owner: Any, step: str | int) -> bool:
    if isinstance(owner, dict):
        return step in owner
    return isinstance(owner, list) and isinstance(step, int) and step < len(owner)


class Template:
    """The canonical statements of all documents that differ from one skeleton in its open places only."""

    def __init__(self, skeleton: Json, paths: Sequence[Path], nquads: str) -> None:
        """Take what `compile` made and `to_json` stored; use these two."""
        self.skeleton, self.paths, self.nquads = skeleton, tuple(tuple(path) for path in paths), nquads
        places = [f"{_PLACE}{number}" for number in range(len(self.paths))]
        self._lines = QuadLines(parse(nquads, format=RdfFormat.N_QUADS), places)
        if self._lines.unused:
            raise TemplateRefused("template_place_unsigned", path=str(self.paths[min(self._lines.unused)]))
        self._json = _segments(skeleton, len(self.paths))
        self._size = len(to_bytes(skeleton)) - sum(len(place) for place in places)
        self._identifiers = frozenset(_identifiers(skeleton)) - set(places)
        self._identifier_places = [
            number for number, path in enumerate(self.paths) if path[-1] == "id" and len(path) > 1
        ]

    @classmethod
    def compile(cls, parts: Parts, *, loader: DocumentLoader = PINNED) -> Template:
        """Expand the skeleton, and prove that filling gives the bytes of full expansion.

        Raises TemplateRefused where it does not, and the errors of `canonicalise`.
        """
        if to_bytes(parts.skeleton).count(_PLACE.encode()) != len(parts.paths):
            raise TemplateRefused("template_mark_in_document")
        quads = to_quads(expand(parts.skeleton, loader=loader))
        template = cls(parts.skeleton, parts.paths, canonical_nquads(quads).decode())
        template.prove(loader=loader)
        return template

    def to_json(self) -> Json:
        """Return what `from_json` makes the same template of again."""
        return {"skeleton": self.skeleton, "paths": [list(path) for path in self.paths], "nquads": self.nquads}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Template:
        """Return the template that `to_json` stored."""
        return cls(stored["skeleton"], stored["paths"], stored["nquads"])

    def canonicalise(self, values: Sequence[str]) -> bytes:
        """Return the canonical N-Quads of the document with `values` in the open places.

        Raises FormRefused and LimitExceeded for what `canonical.canonicalise` refuses, too.
        """
        self._check(values)
        filled = self._lines.fill(values)
        if filled is not None:
            return filled
        # Nodes that only their neighbours tell apart: rare, and no longer a matter of filling in.
        return canonical_nquads(parse(self._lines.fill_uncanonically(values), format=RdfFormat.N_QUADS))

    def document(self, values: Sequence[str]) -> Json:
        """Return the document with `values` in the open places, as parsed JSON."""
        document: Json = json.loads(self.to_bytes(values))
        return document

    def to_bytes(self, values: Sequence[str], proof: Sequence[Json] = ()) -> bytes:
        """Return the document as `serialise.to_bytes` gives it, with a `proof` array where there is one."""
        before, after = self._json
        inserted = [json.dumps(value, ensure_ascii=False) for value in values]
        inserted.append("")
        if proof:
            text = json.dumps(list(proof), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            inserted[-1] = f'"proof":{text},'
        return "".join(
            [before, *(text for part in after for text in (inserted[part[0]], part[1]))],
        ).encode()

    def prove(self, *, loader: DocumentLoader = PINNED) -> None:
        """Compare with full expansion, over random fillings; raises TemplateRefused where the bytes differ."""
        for _ in range(FILLINGS):
            values = [self._random_value(number) for number in range(len(self.paths))]
            if self.canonicalise(values) != canonicalise(self.document(values), loader=loader):
                raise TemplateRefused("template_differs")

    def _random_value(self, number: int) -> str:
        if number in self._lines.identifier_places:
            return uuid4().urn
        return "".join(secrets.choice(_AWKWARD) for _ in range(24)) + secrets.token_hex(8)

    def _check(self, values: Sequence[str]) -> None:
        if len(values) != len(self.paths):
            raise TemplateRefused("template_differs")
        size = self._size
        for number, value in enumerate(values):
            if has_control_characters(value):
                raise FormRefused("control_characters")
            if number in self._lines.identifier_places and not _IDENTIFIER.fullmatch(value):
                raise UndefinedTerm("undefined_term", term=value[:80])
            size += len(value.encode()) if value.isprintable() and not {'"', "\\"} & set(value) else _size(value)
        if size > MAXIMUM_BYTES:
            raise LimitExceeded("too_large", limit=str(MAXIMUM_BYTES // 1024))
        if ("id",) in self.paths:
            own = values[self.paths.index(("id",))]
            if own in self._identifiers or any(values[number] == own for number in self._identifier_places):
                raise FormRefused("credential_described_twice")


def _size(value: str) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode()) - 2


def _identifiers(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield value["id"]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _identifiers(item)


def _segments(skeleton: Json, count: int) -> tuple[str, list[tuple[int, str]]]:
    """Return the skeleton's JSON cut at its places: what precedes the first, then (place, what follows it)."""
    text = to_bytes({**skeleton, "proof": _PROOF_PLACE}).decode()
    text = text.replace(f'"proof":"{_PROOF_PLACE}",', f'"{_PLACE}{count}"')
    before, *rest = text.split(f'"{_PLACE}')
    after = []
    for part in rest:
        number, _quote, following = part.partition('"')
        after.append((int(number), following))
    return before, after
