"""The form that a document must have before it is read as JSON-LD, so that what is read is what is signed.

A Data Integrity proof covers the statements that JSON-LD makes of the document, while people and programs
read the JSON (Verifiable Credential Data Integrity 1.0, 2.4.1 Validating Contexts). Every way known to us in
which the two can differ is refused here or, where the context decides, in `canonical.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from credentials.formats.documents import CREDENTIALS_V2, PINNED, DocumentLoader
from credentials.formats.errors import ContextRefused, FormRefused, LimitExceeded
from credentials.formats.plain_text import has_control_characters

MAXIMUM_BYTES = 256 * 1024
MAXIMUM_DEPTH = 36
MAXIMUM_CONTEXTS = 8
MAXIMUM_EMBEDDED_CREDENTIALS = 16
MAXIMUM_TYPES = 8
_LANGUAGE_VALUE = ("@value", "@language", "@direction")


def depth_of(value: Any) -> int:
    """Return how many objects and arrays lie inside each other in `value`: 0 for a plain value."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        current, depth = waiting.pop()
        if isinstance(current, dict | list):
            deepest = max(deepest, depth)
            children = current.values() if isinstance(current, dict) else current
            waiting.extend((child, depth + 1) for child in children)
            if deepest > MAXIMUM_DEPTH:
                break
    return deepest


@dataclass
class _Walk:
    loader: DocumentLoader
    own_identifier: str | None
    embedded: int = field(default=0)

    def check_object(self, node: dict[str, Any], *, top: bool) -> None:
        if "@context" in node:
            self._check_contexts(node, top=top)
        elif top:
            raise ContextRefused("context_missing")
        for key in node:
            if not (self.loader.lenient and key in _LANGUAGE_VALUE):
                self._check_key(key)
        identifier = node.get("id")
        if "id" in node and (not isinstance(identifier, str) or identifier.startswith("_:")):
            raise FormRefused("identifier_not_a_url")
        if not top and identifier is not None and identifier == self.own_identifier:
            raise FormRefused("credential_described_twice")
        types = node.get("type")
        if isinstance(types, list) and len(types) > MAXIMUM_TYPES:
            raise LimitExceeded("too_many_types", limit=str(MAXIMUM_TYPES))

    def _check_key(self, key: str) -> None:
        if key == "@context":
            return
        # A keyword, an absolute IRI, or a type in the place of a field is how a signed field gets another name:
        # every field of the pinned contexts begins with a small letter.
        if not key[:1].islower() or ":" in key or has_control_characters(key):
            raise FormRefused("field_name_refused", field=key[:80])

    def _check_contexts(self, node: dict[str, Any], *, top: bool) -> None:
        contexts = node["@context"]
        if not isinstance(contexts, list):
            contexts = [contexts]
        if len(contexts) > MAXIMUM_CONTEXTS:
            raise LimitExceeded("too_many_contexts", limit=str(MAXIMUM_CONTEXTS))
        for context in contexts:
            if not isinstance(context, str):
                if self.loader.lenient and isinstance(context, dict):
                    continue
                raise ContextRefused("context_inline")
            if not self.loader.knows(context):
                raise ContextRefused("context_unknown", url=context[:200])
        if not contexts or contexts[0] not in self.loader.first_contexts:
            raise ContextRefused("context_order", url=CREDENTIALS_V2)
        if not top:
            types = node.get("type")
            if "VerifiableCredential" not in (types if isinstance(types, list) else [types]):
                raise ContextRefused("context_nested")
            self.embedded += 1
            if self.embedded > MAXIMUM_EMBEDDED_CREDENTIALS:
                raise LimitExceeded("too_many_embedded_credentials", limit=str(MAXIMUM_EMBEDDED_CREDENTIALS))


def _containers(document: dict[str, Any], *, contexts: bool) -> Iterator[dict[str, Any] | list[Any]]:
    waiting: list[Any] = [document]
    while waiting:
        current = waiting.pop()
        yield current
        children: Any = current
        if isinstance(current, dict):
            children = [value for key, value in current.items() if contexts or key != "@context"]
        waiting.extend(child for child in children if isinstance(child, dict | list))


def _check_value(value: Any, *, inside_array: bool) -> None:
    if value is None:
        raise FormRefused("null_refused")
    if isinstance(value, list) and inside_array:
        raise FormRefused("array_inside_array")
    if isinstance(value, float) and not math.isfinite(value):
        raise FormRefused("number_not_finite")
    if isinstance(value, str) and has_control_characters(value):
        raise FormRefused("control_characters")
    if not isinstance(value, dict | list | str | bool | int | float):
        raise FormRefused("not_json", type=type(value).__name__)


def check_form(document: dict[str, Any], *, loader: DocumentLoader = PINNED) -> None:
    """Refuse a document whose JSON could say more, less or other than the statements that its proof covers.

    `document` is a credential or proof configuration as parsed JSON. Raises LimitExceeded (depth 36, 8
    contexts, 8 types, 16 embedded credentials), ContextRefused (inline, unknown, nested or misordered
    context) or FormRefused (keywords, absolute IRIs as names, null, nested arrays, blank node labels, control
    characters). VC Data Integrity 1.0, 2.4.1.
    """
    if depth_of(document) > MAXIMUM_DEPTH:
        raise LimitExceeded("too_deep", limit=str(MAXIMUM_DEPTH))
    own_identifier = document.get("id")
    walk = _Walk(loader, own_identifier if isinstance(own_identifier, str) else None)
    # What a lenient loader takes as definitions is left to the JSON-LD processor.
    for container in _containers(document, contexts=not loader.lenient):
        if isinstance(container, dict):
            walk.check_object(container, top=container is document)
            for value in container.values():
                _check_value(value, inside_array=False)
        else:
            for value in container:
                _check_value(value, inside_array=True)
