"""A document as bytes: made once, stored, and never made again from the parsed form."""

from __future__ import annotations

import json
from typing import Any

from credentials.formats.errors import FormRefused


def to_bytes(document: dict[str, Any]) -> bytes:
    """Return `document` as compact UTF-8 JSON with sorted names.

    The same content always gives the same bytes.

    Raises FormRefused if it is not JSON (a number that is not finite, half a surrogate pair, another type).
    """
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
        return text.encode()
    except (ValueError, TypeError, RecursionError) as error:
        raise FormRefused("not_json", type=type(error).__name__) from error
