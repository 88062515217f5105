"""Open Badges 2.0: shown, and said plainly that nothing in it can be checked by its signature.

Such a badge counts because it is found at its issuer's address (hosted verification), not because it is signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from credentials.formats.errors import EncodingRefused
from credentials.formats.timestamps import from_timestamp
from credentials.verifier.report import Check, answer

_CONTEXTS = {"https://w3id.org/openbadges/v2", "https://w3id.org/openbadges/v1"}


def is_hosted(document: Mapping[str, Any]) -> bool:
    """Say whether a document is an Assertion of Open Badges 1.1 or 2.0."""
    contexts, types = (
        value if isinstance(value, list) else [value] for value in (document.get("@context"), document.get("type"))
    )
    return "Assertion" in types and any(isinstance(value, str) and value in _CONTEXTS for value in contexts)


def check_hosted(document: Mapping[str, Any], *, now: datetime) -> list[Check]:
    """Return the checks of an Assertion: what it says against itself is a no, everything else unknown."""
    revoked = document.get("revoked") is True
    return [
        answer("parse", "yes", "readable_old_badge"),
        *(answer(name, "unknown", "old_badge") for name in ("schema", "contexts")),
        answer("proof", "unknown", "hosted_not_signed"),
        answer("issuer", "unknown", "hosted_not_signed"),
        _check_dates(document, now),
        answer("revocation", "no", "revoked") if revoked else answer("revocation", "unknown", "old_badge"),
        answer("suspension", "unknown", "old_badge"),
    ]


def _check_dates(document: Mapping[str, Any], now: datetime) -> Check:
    if "expires" in document:
        try:
            if from_timestamp(document["expires"]) < now:
                return answer("dates", "no", "expired", until=str(document["expires"]))
        except EncodingRefused as error:
            return answer("dates", "unknown", error.code, **error.parameters)
    return answer("dates", "unknown", "not_checked_without_signature")
