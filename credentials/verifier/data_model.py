"""What VC Data Model 2.0 demands of a credential besides its signature (section 4 and 5.3)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from credentials.formats.documents import PINNED_CONTEXTS
from credentials.formats.errors import EncodingRefused, FormatError
from credentials.formats.multibase import decode_base58, decode_base64url
from credentials.formats.timestamps import from_timestamp

Json = Mapping[str, Any]
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+")
_OF_A_KIND = ("credentialStatus", "credentialSchema", "evidence", "termsOfUse", "refreshService")
_LANGUAGE_VALUE = {"@value", "@language", "@direction"}
_SRI = re.compile(r"sha(256|384|512)-[A-Za-z0-9+/]+={0,2}")
_SHA256_MULTIHASH = b"\x12\x20"


def problems_of(document: Json) -> Iterator[str]:
    """Name the members that VC Data Model 2.0 does not allow as they are, as JSON pointers."""
    types = document.get("type")
    if not types or not all(isinstance(kind, str) and kind for kind in _listed(types)):
        yield "/type"
    issuer = document.get("issuer")
    if not is_url(issuer.get("id") if isinstance(issuer, Mapping) else issuer):
        yield "/issuer"
    if "id" in document and not is_url(document["id"]):
        yield "/id"
    yield from _in_subjects(document.get("credentialSubject"))
    yield from _in_dates(document)
    yield from _in_texts(document, "")
    if isinstance(issuer, Mapping):
        yield from _in_texts(issuer, "/issuer")
    for name in _OF_A_KIND:
        for value in _listed(document.get(name, [])):
            if not isinstance(value, Mapping) or not _is_kind(value.get("type")) or not _has_right_id(name, value):
                yield f"/{name}"
    yield from _in_related(document.get("relatedResource", []))


def _in_subjects(subjects: Any) -> Iterator[str]:
    found = _listed(subjects) if subjects is not None else []
    if not found or not all(isinstance(subject, Mapping) and subject for subject in found):
        yield "/credentialSubject"
    elif not all(is_url(subject["id"]) for subject in found if "id" in subject):
        yield "/credentialSubject/id"


def _in_dates(document: Json) -> Iterator[str]:
    moments = {}
    for name in ("validFrom", "validUntil"):
        if name in document:
            try:
                moments[name] = from_timestamp(document[name])
            except EncodingRefused:
                yield f"/{name}"
    if len(moments) == 2 and moments["validFrom"] > moments["validUntil"]:
        yield "/validUntil"


def _in_texts(node: Json, path: str) -> Iterator[str]:
    """4.6: a text, or language value objects (11.1)."""
    for name in ("name", "description"):
        for value in _listed(node.get(name, [])):
            if isinstance(value, Mapping):
                if not isinstance(value.get("@value"), str) or value.keys() - _LANGUAGE_VALUE:
                    yield f"{path}/{name}"
            elif not isinstance(value, str):
                yield f"{path}/{name}"


def _in_related(resources: Any) -> Iterator[str]:
    """5.3: each with an identifier of its own and a digest, which holds where the resource is known here."""
    seen: set[str] = set()
    for resource in _listed(resources):
        if not isinstance(resource, Mapping) or not is_url(resource.get("id")) or resource["id"] in seen:
            yield "/relatedResource"
            continue
        seen.add(resource["id"])
        if not {"digestSRI", "digestMultibase"} & resource.keys() or not _digests_hold(resource):
            yield "/relatedResource"


def _digests_hold(resource: Json) -> bool:
    pinned = PINNED_CONTEXTS.get(resource["id"])
    content = None if pinned is None else pinned.path.read_bytes()
    for digest in _listed(resource.get("digestSRI", [])):
        if not isinstance(digest, str) or not _SRI.fullmatch(digest):
            return False
        algorithm, _dash, encoded = digest.partition("-")
        right = content is None or hashlib.new(algorithm, content).digest() == base64.b64decode(encoded + "==")
        if not right:
            return False
    for digest in _listed(resource.get("digestMultibase", [])):
        if not isinstance(digest, str):
            return False
        try:
            value = decode_base58(digest) if digest.startswith("z") else decode_base64url(digest)
        except FormatError:
            return False
        if content is not None and value.removeprefix(_SHA256_MULTIHASH) != hashlib.sha256(content).digest():
            return False
    return True


def _has_right_id(name: str, value: Json) -> bool:
    return is_url(value.get("id")) if "id" in value or name == "credentialSchema" else True


def _is_kind(kinds: Any) -> bool:
    return bool(kinds) and all(isinstance(kind, str) and kind for kind in _listed(kinds))


def is_url(value: Any) -> bool:
    """Whether a value is one absolute URL (4.4)."""
    return isinstance(value, str) and bool(_URL.fullmatch(value))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
