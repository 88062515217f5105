"""Signing by a compiled template: what eddsa-rdfc-2022 signs, without expanding anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from credentials.formats.multibase import encode_base58
from credentials.formats.proof import ASSERTION, CRYPTOSUITE, PROOF_TYPE, SigningKey, hash_data
from credentials.formats.template import Json, Parts, Path, Template, take_apart
from credentials.formats.timestamps import to_timestamp

_DATES: tuple[Path, ...] = (("validFrom",), ("validUntil",), ("awardedDate",))
_SUBJECT_PATHS: tuple[Path, ...] = tuple(
    ("credentialSubject", *path)
    for path in (("id",), ("activityStartDate",), ("activityEndDate",), ("source", "id"), ("source", "name"))
)
_LISTED: Mapping[Path, tuple[str, ...]] = {
    ("credentialSubject", "identifier"): ("identityHash", "salt"),
    ("credentialSubject", "result"): ("value",),
    ("evidence",): ("id", "name", "narrative", "description"),
}
_STATUS = ("id", "statusListIndex", "statusListCredential")


def open_places(document: Mapping[str, Any]) -> list[Path]:
    """Return where credentials of one achievement differ: who holds it, when, and where its status stands."""
    paths: list[Path] = [("id",), *_DATES, *_SUBJECT_PATHS]
    for path, names in _LISTED.items():
        owner: Any = document
        for step in path:
            owner = owner.get(step) if isinstance(owner, Mapping) else None
        if isinstance(owner, list):
            paths += [(*path, number, name) for number in range(len(owner)) for name in names]
    status = document.get("credentialStatus")
    if isinstance(status, list):
        paths += [("credentialStatus", number, name) for number in range(len(status)) for name in _STATUS]
    else:
        paths += [("credentialStatus", name) for name in _STATUS]
    return paths


def parts_of(document: Json) -> Parts:
    """Return an unsigned credential taken apart at its open places."""
    return take_apart(document, open_places(document))


def sign_filled(
    template: Template,
    values: Sequence[str],
    *,
    key: SigningKey,
    verification_method: str,
    created: datetime,
) -> bytes:
    """Return the bytes of the template's document with `values` in its places, and its eddsa-rdfc-2022 proof.

    The same bytes as `serialise.to_bytes` of what `proof.sign` returns for that document. Raises the errors of
    `Template.canonicalise`. EdDSA Cryptosuites 1.0, 3.2.1 Create Proof.
    """
    options: Json = {
        "type": PROOF_TYPE,
        "cryptosuite": CRYPTOSUITE,
        "created": to_timestamp(created),
        "verificationMethod": verification_method,
        "proofPurpose": ASSERTION,
    }
    parts = take_apart(options, [("created",), ("verificationMethod",)])
    configuration = _configuration(tuple(template.skeleton["@context"]))
    signature = key.sign(
        hash_data(
            document_nquads=template.canonicalise(values),
            configuration_nquads=configuration.canonicalise(parts.values),
        )
    )
    return template.to_bytes(values, [{**options, "proofValue": encode_base58(signature)}])


@lru_cache(maxsize=16)
def _configuration(contexts: tuple[str, ...]) -> Template:
    options: Json = {
        "@context": list(contexts),
        "type": PROOF_TYPE,
        "cryptosuite": CRYPTOSUITE,
        "created": "",
        "verificationMethod": "",
        "proofPurpose": ASSERTION,
    }
    return Template.compile(take_apart(options, [("created",), ("verificationMethod",)]))
