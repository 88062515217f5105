"""The Open Badges 3.0 EndorsementCredential: somebody says that an achievement is worth something.

Open Badges 3.0, B.1.10 and B.1.11; 1EdTech Revocation List Status Method 1.0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credentials.formats.documents import CREDENTIALS_V2, OPEN_BADGES_3_0_3, OPEN_BADGES_EXTENSIONS
from credentials.formats.text import clean_identifier, clean_text
from credentials.formats.timestamps import to_timestamp

SCHEMA_URL = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_endorsementcredential_schema.json"
Json = dict[str, Any]


@dataclass(frozen=True)
class EndorserProfile:
    """Who endorses: its did:web, its name, and its website and number in the trade register where it has them."""

    did: str
    name: str
    url: str = ""
    kvk_number: str = ""


def build_endorsement(
    *,
    id: str,
    endorser: EndorserProfile,
    achievement: str,
    name: str,
    comment: str,
    valid_from: datetime,
    revocation_list: str,
) -> Json:
    """Return an unsigned EndorsementCredential as parsed JSON, to be signed with `proof.sign`.

    `achievement` is the id of what is endorsed, `name` a title for people, `comment` what the endorser says of it;
    `revocation_list` is the address where the endorser lists what it withdrew. Raises TextRefused and
    EncodingRefused.
    """
    return {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_3_0_3, OPEN_BADGES_EXTENSIONS],
        "id": clean_identifier(id, field="id"),
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": clean_text(name, field="name"),
        "issuer": build_endorser(endorser),
        "validFrom": to_timestamp(valid_from),
        "credentialSubject": {
            "id": clean_identifier(achievement, field="credentialSubject.id"),
            "type": ["EndorsementSubject"],
            "endorsementComment": clean_text(comment, field="endorsementComment", many_lines=True),
        },
        "credentialStatus": {
            "id": clean_identifier(revocation_list, field="credentialStatus.id"),
            "type": "1EdTechRevocationList",
        },
        "credentialSchema": [{"id": SCHEMA_URL, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def build_endorser(endorser: EndorserProfile) -> Json:
    """Return the endorser's Profile (Open Badges 3.0, B.1.22)."""
    profile: Json = {
        "id": clean_identifier(endorser.did, field="issuer.id"),
        "type": ["Profile"],
        "name": clean_text(endorser.name, field="issuer.name"),
    }
    if endorser.url:
        profile["url"] = clean_identifier(endorser.url, field="issuer.url")
    if endorser.kvk_number:
        profile["otherIdentifier"] = [
            {
                "type": "IdentifierEntry",
                "identifier": clean_text(endorser.kvk_number, field="kvk_number"),
                "identifierType": "ext:KvK",
            }
        ]
    return profile


def build_revocation_list(*, url: str, issuer: str, revoked: Iterable[str]) -> Json:
    """Return a list of withdrawn endorsements by their ids (1EdTech Revocation List Status Method, 2.1)."""
    return {"id": url, "issuer": issuer, "revokedCredential": [{"id": item, "revoked": True} for item in revoked]}
