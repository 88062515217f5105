"""The Open Badges 3.0 AchievementCredential that we issue.

It has every mandatory element of a micro-credential, in Open Badges terms only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from credentials.formats.achievement import build_achievement, plain_number, titled
from credentials.formats.documents import CREDENTIALS_V2, OPEN_BADGES_3_0_3, OPEN_BADGES_EXTENSIONS
from credentials.formats.elements import require_elements
from credentials.formats.errors import EncodingRefused
from credentials.formats.identity import email_identity, name_identity
from credentials.formats.identity_evidence import build_identity_evidence
from credentials.formats.profile import (
    AchievementDefinition,
    Assessor,
    Holder,
    IssuerProfile,
    Organisation,
    Reference,
)
from credentials.formats.status_list import StatusEntry
from credentials.formats.text import clean_identifier, clean_text
from credentials.formats.timestamps import to_timestamp

SCHEMA_URL = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
CONTEXTS = (CREDENTIALS_V2, OPEN_BADGES_3_0_3, OPEN_BADGES_EXTENSIONS)
Json = dict[str, Any]


def build_achievement_credential(
    *,
    id: str,
    issuer: IssuerProfile,
    achievement: AchievementDefinition,
    holder: Holder,
    valid_from: datetime,
    awarded: datetime,
    vocabulary_url: str,
    valid_until: datetime | None = None,
    status: StatusEntry | Sequence[StatusEntry] = (),
    assessor: Assessor | None = None,
    published: Json | None = None,
    score: int | None = None,
    parts: Sequence[Reference] = (),
) -> Json:
    """Return an unsigned AchievementCredential as parsed JSON, to be signed with `proof.sign`.

    `id` is a urn:uuid or URL; the dates are aware datetimes; `vocabulary_url` is the site's own vocabulary,
    with a slash at its end; `status` is one entry (all that Open Badges 3.0's JSON Schema allows) or several (VC
    Data Model 2.0, 4.10); `published` is the Achievement object as it was published, to be awarded as it is;
    `score` in whole percents stands in it where the achievement has a grade; `parts` are the credentials that
    it was stacked from, which become evidence.
    Raises MissingElements naming each mandatory element that is missing, ScopeContradicted, TextRefused or
    EncodingRefused. Open Badges 3.0, B.1.2; 2022/C 243/02, Annex I.
    """
    require_elements(achievement, issuer, holder)
    if valid_until is not None and valid_until <= valid_from:
        raise EncodingRefused("dates_reversed", field="validUntil")
    credential: Json = {
        "@context": list(CONTEXTS),
        "id": clean_identifier(id, field="id"),
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": titled(achievement),
        "issuer": build_issuer(issuer),
        "validFrom": to_timestamp(valid_from),
        "awardedDate": to_timestamp(awarded),
        "credentialSubject": _subject(
            achievement,
            holder,
            assessor,
            published or build_achievement(achievement, vocabulary_url=vocabulary_url),
            score,
        ),
        "credentialSchema": [{"id": SCHEMA_URL, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    evidence = [*_identity(holder, id, vocabulary_url), *map(_part, parts)]
    if evidence:
        credential["evidence"] = evidence
    if valid_until is not None:
        credential["validUntil"] = to_timestamp(valid_until)
    if isinstance(status, StatusEntry):
        credential["credentialStatus"] = status.to_json()
    elif status:
        credential["credentialStatus"] = [entry.to_json() for entry in status]
    return credential


def _identity(holder: Holder, credential: str, vocabulary_url: str) -> list[Json]:
    if holder.identity is None:
        return []
    return [build_identity_evidence(holder.identity, credential=credential, vocabulary_url=vocabulary_url)]


def build_issuer(issuer: IssuerProfile) -> Json:
    """Return the issuer's Profile (M3, M4; Open Badges 3.0, B.1.22)."""
    profile: Json = {
        "id": clean_identifier(issuer.did, field="issuer.id"),
        "type": ["Profile"],
        "name": clean_text(issuer.name, field="issuer.name"),
        "url": clean_identifier(issuer.url, field="issuer.url"),
        "address": {
            "type": ["Address"],
            "addressCountryCode": issuer.country_code,
            "addressRegion": clean_text(issuer.region, field="issuer.region"),
        },
    }
    if issuer.kvk_number:
        profile["otherIdentifier"] = [_kvk(issuer.kvk_number)]
    if issuer.parent is not None:
        profile["parentOrg"] = _organisation(issuer.parent)
    return profile


def _organisation(organisation: Organisation) -> Json:
    profile: Json = {
        "id": clean_identifier(organisation.id, field="parentOrg.id"),
        "type": ["Profile"],
        "name": clean_text(organisation.name, field="parentOrg.name"),
    }
    if organisation.kvk_number:
        profile["otherIdentifier"] = [_kvk(organisation.kvk_number)]
    return profile


def _kvk(number: str) -> Json:
    return {
        "type": "IdentifierEntry",
        "identifier": clean_text(number, field="kvk_number"),
        "identifierType": "ext:KvK",
    }


def _part(part: Reference) -> Json:
    return {
        "id": clean_identifier(part.url, field="evidence.id"),
        "type": ["Evidence"],
        "name": clean_text(part.name, field="evidence.name"),
        "genre": "MicroCredential",
    }


def _subject(
    achievement: AchievementDefinition,
    holder: Holder,
    assessor: Assessor | None,
    awarded: Json,
    score: int | None,
) -> Json:
    name = clean_text(holder.name, field="holder.name")
    email = clean_text(holder.email, field="holder.email")
    subject: Json = {
        "type": ["AchievementSubject"],
        "identifier": [name_identity(name), email_identity(email, holder.salt)],
        "achievement": awarded,
        "result": [
            {"type": ["Result"], "resultDescription": outcome.id, "status": "Completed"}
            for outcome in achievement.outcomes
        ],
    }
    if achievement.grade is not None and score is not None:
        subject["result"].append(
            {"type": ["Result"], "resultDescription": achievement.grade.id, "value": f"{score}"}
        )
    if holder.did:
        subject["id"] = clean_identifier(holder.did, field="holder.did")
    if achievement.ects is not None:
        subject["creditsEarned"] = plain_number(achievement.ects)
    if assessor is not None:
        subject["source"] = {
            "id": clean_identifier(assessor.id, field="assessor.id"),
            "type": ["Profile"],
            "name": clean_text(assessor.name, field="assessor.name"),
        }
    return subject
