"""The test vectors of W3C's eddsa-rdfc-2022 (data/vc_di_eddsa/SOURCES.md)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from credentials.formats.documents import PINNED_CONTEXTS, DocumentLoader, PinnedContext

_FOLDER = Path(__file__).parent / "data" / "vc_di_eddsa"
_EXAMPLES = PinnedContext(
    _FOLDER / "credentials-examples-v2.json",
    "57393fbc69d6efb9b9b5dc9cb6b9880b0944360abfe2eaf459c9e58cf2279d7c",
)
EXAMPLES_LOADER = DocumentLoader({**PINNED_CONTEXTS, "https://www.w3.org/ns/credentials/examples/v2": _EXAMPLES})


def vector(name: str) -> bytes:
    """Return the bytes of one file of the vectors."""
    return (_FOLDER / name).read_bytes()


def vector_json(name: str) -> dict[str, Any]:
    """Return one file of the vectors as parsed JSON."""
    document: dict[str, Any] = json.loads(vector(name))
    return document
