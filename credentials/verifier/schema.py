"""Does a credential have the form that its standard prescribes?

Open Badges 3.0 is asked of 1EdTech's own JSON Schema, other credentials of VC Data Model 2.0, section 4.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft201909Validator

from credentials.formats.documents import CREDENTIALS_V2
from credentials.verifier.data_model import problems_of
from credentials.verifier.report import Check, answer

_FOLDER = Path(__file__).parents[1] / "formats" / "schemas"
_BADGES = {
    "AchievementCredential": "AchievementCredential",
    "OpenBadgeCredential": "AchievementCredential",
    "EndorsementCredential": "EndorsementCredential",
}


def check_schema(document: Mapping[str, Any]) -> Check:
    """Check an Achievement- or EndorsementCredential by Open Badges 3.0's schema, others by VC Data Model 2.0.

    What is neither is answered with unknown. The schema knows one status only, VC Data Model 2.0 (4.10) and
    Bitstring Status List several: each is checked by itself.
    """
    types = document.get("type")
    kinds = {kind for kind in (types if isinstance(types, list) else [types]) if isinstance(kind, str)}
    forms = {form for kind, form in _BADGES.items() if kind in kinds}
    if isinstance(types, list) and forms:
        return _check_badge(document, forms)
    contexts = document.get("@context")
    first = contexts[0] if isinstance(contexts, list) and contexts else contexts
    if "VerifiableCredential" not in kinds or first != CREDENTIALS_V2:
        return answer("schema", "unknown", "schema_kind_not_supported")
    for path in problems_of(document):
        return answer("schema", "no", "credential_form_not_met", path=path)
    return answer("schema", "yes", "credential_form_met")


def _check_badge(document: Mapping[str, Any], forms: set[str]) -> Check:
    statuses = document.get("credentialStatus")
    variants = [dict(document)]
    if isinstance(statuses, list) and statuses:
        variants = [{**document, "credentialStatus": status} for status in statuses]
    for form, variant in product(sorted(forms), variants):
        for error in _validator(form).iter_errors(variant):
            path = "/" + "/".join(str(step) for step in error.instance_path)
            return answer("schema", "no", "schema_not_met", path=path[:200])
    return answer("schema", "yes", "schema_met")


@cache
def _validator(form: str) -> Draft201909Validator:
    schema = json.loads((_FOLDER / "ob_v3p0_achievementcredential_schema.json").read_bytes())
    if form in schema["$defs"]:
        # 1EdTech's schema of endorsements by themselves is this part of it.
        schema = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": f"#/$defs/{form}"}
    return Draft201909Validator(schema, validate_formats=True)
