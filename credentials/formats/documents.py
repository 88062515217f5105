"""The pinned JSON-LD contexts: by URL, checked by SHA-256, and nothing else, ever."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from credentials.formats.errors import ContextRefused

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_3_0_3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_3_0_2 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
OPEN_BADGES_3_0_1 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"
OPEN_BADGES_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
DATA_INTEGRITY_V2 = "https://w3id.org/security/data-integrity/v2"

_FOLDER = Path(__file__).parent / "contexts"


@dataclass(frozen=True)
class PinnedContext:
    """One context document: the name of its file and the SHA-256 of its exact bytes, in hexadecimal."""

    path: Path
    sha256: str

    def load(self) -> dict[str, Any]:
        """Return the parsed context document; raises ContextRefused if the bytes are not the pinned ones."""
        content = self.path.read_bytes()
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ContextRefused("context_bytes_changed", file=self.path.name)
        document: dict[str, Any] = json.loads(content)
        return document


PINNED_CONTEXTS: Mapping[str, PinnedContext] = {
    CREDENTIALS_V2: PinnedContext(
        _FOLDER / "credentials-v2.json", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"
    ),
    OPEN_BADGES_3_0_3: PinnedContext(
        _FOLDER / "ob-v3p0-context-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
    # Of other issuers.
    OPEN_BADGES_3_0_2: PinnedContext(
        _FOLDER / "ob-v3p0-context-3.0.2.json",
        "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53",
    ),
    OPEN_BADGES_3_0_1: PinnedContext(
        _FOLDER / "ob-v3p0-context-3.0.1.json",
        "5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571",
    ),
    OPEN_BADGES_EXTENSIONS: PinnedContext(
        _FOLDER / "ob-v3p0-extensions.json",
        "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93",
    ),
    DATA_INTEGRITY_V2: PinnedContext(
        _FOLDER / "security-data-integrity-v2.json",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
}


class DocumentLoader:
    """Answers the JSON-LD processor with pinned contexts only (JSON-LD 1.1 API, LoadDocumentCallback).

    `lenient`: whether documents may bring definitions of their own, and texts with a language. Never on this site:
    only the test-only VC-API is.
    """

    lenient = False
    first_contexts: tuple[str, ...] = (CREDENTIALS_V2,)

    def __init__(self, pinned: Mapping[str, PinnedContext] = PINNED_CONTEXTS) -> None:
        self._pinned = pinned
        self._load = cache(self._load_once)

    def knows(self, url: str) -> bool:
        """Say whether `url` is exactly one of the pinned contexts."""
        return url in self._pinned

    def _load_once(self, url: str) -> dict[str, Any]:
        if url not in self._pinned:
            raise ContextRefused("context_unknown", url=url[:200])
        return self._pinned[url].load()

    def __call__(self, url: str, options: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the remote-document record for `url`.

        Raises ContextRefused for any URL that is not pinned.
        """
        return {"contextUrl": None, "documentUrl": url, "document": self._load(url), "tag": "static"}


PINNED = DocumentLoader()
