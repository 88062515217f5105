"""The test vectors of W3C's Data Integrity cryptosuites (the SOURCES.md beside each)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from credentials.formats.documents import PINNED_CONTEXTS, DocumentLoader, PinnedContext
from credentials.formats.multibase import decode_base58

_DATA = Path(__file__).parent / "data"
_EXAMPLES = PinnedContext(
    _DATA / "vc_di_eddsa" / "credentials-examples-v2.json",
    "57393fbc69d6efb9b9b5dc9cb6b9880b0944360abfe2eaf459c9e58cf2279d7c",
)
EXAMPLES_LOADER = DocumentLoader({**PINNED_CONTEXTS, "https://www.w3.org/ns/credentials/examples/v2": _EXAMPLES})


def vector(name: str, folder: str = "vc_di_eddsa") -> bytes:
    """Return the bytes of one file of the vectors."""
    return (_DATA / folder / name).read_bytes()


def secret_key(multikey: str) -> Ed25519PrivateKey:
    """The key of a `privateKeyMultibase`."""
    return Ed25519PrivateKey.from_private_bytes(decode_base58(multikey).removeprefix(bytes((0x80, 0x26))))


def vector_json(name: str, folder: str = "vc_di_eddsa") -> dict[str, Any]:
    """Return one file of the vectors as parsed JSON."""
    document: dict[str, Any] = json.loads(vector(name, folder))
    return document
