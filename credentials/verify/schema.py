"""Does a credential have the form that Open Badges 3.0 prescribes? Asked of 1EdTech's own JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft201909Validator

from credentials.verify.report import Check, answer

_FOLDER = Path(__file__).parents[1] / "formats" / "schemas"
_KINDS = {"AchievementCredential", "OpenBadgeCredential"}


def check_schema(document: Mapping[str, Any]) -> Check:
    """Check an AchievementCredential against the JSON Schema of Open Badges 3.0.

    Other kinds are answered with unknown.

    The schema knows one status only, VC Data Model 2.0 (4.10) and Bitstring Status List several: each is
    checked by itself.
    """
    types = document.get("type")
    if not isinstance(types, list) or not _KINDS & {kind for kind in types if isinstance(kind, str)}:
        return answer("schema", "unknown", "schema_kind_not_supported")
    statuses = document.get("credentialStatus")
    variants = [dict(document)]
    if isinstance(statuses, list) and statuses:
        variants = [{**document, "credentialStatus": status} for status in statuses]
    for variant in variants:
        for error in _validator().iter_errors(variant):
            path = "/" + "/".join(str(step) for step in error.absolute_path)
            return answer("schema", "no", "schema_not_met", path=path[:200])
    return answer("schema", "yes", "schema_met")


@cache
def _validator() -> Draft201909Validator:
    schema = json.loads((_FOLDER / "ob_v3p0_achievementcredential_schema.json").read_bytes())
    return Draft201909Validator(schema, format_checker=Draft201909Validator.FORMAT_CHECKER)
