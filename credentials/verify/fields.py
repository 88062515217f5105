"""What a credential says, for people: the main facts in words, and then every single field that is signed.

Documents may come from anywhere: nothing here trusts their shape, or takes anything from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credentials.formats.errors import EncodingRefused
from credentials.formats.timestamps import from_timestamp

Json = Mapping[str, Any]
SAFE_LINKS = ("https://", "http://")

ALIGNMENTS: Mapping[str, Promise] = {
    "ext:NotionalWorkload": _("Workload"),
    "ext:CreditFramework": _("Credits"),
    "ext:EQF": _("Level"),
    "ext:NLQF": _("Level (NLQF)"),
    "ext:AssessmentType": _("How it was assessed"),
    "ext:ParticipationForm": _("How people take part"),
    "ext:QualityAssurance": _("Quality assurance"),
    "ext:SupervisionIdVerification": _("Supervision and identity check"),
    "ext:Prerequisite": _("What you need to know before"),
    "ext:Stackability": _("Part of"),
    "ext:ISCED-F": _("Field of study"),
    "ext:ESCO": _("ESCO skill"),
}
# Names of fields in words; what is not here is shown as it stands in the file.
WORDS: Mapping[str, Promise] = {
    "@context": _("standard"),
    "achievement": _("achievement"),
    "achievementType": _("kind of achievement"),
    "address": _("address"),
    "addressCountryCode": _("country"),
    "addressRegion": _("province"),
    "alignment": _("reference"),
    "awardedDate": _("awarded on"),
    "created": _("made on"),
    "creditsAvailable": _("credits"),
    "creditsEarned": _("credits earned"),
    "credentialSchema": _("form"),
    "credentialStatus": _("status"),
    "credentialSubject": _("holder"),
    "criteria": _("what you do to earn it"),
    "cryptosuite": _("kind of signature"),
    "description": _("description"),
    "hashed": _("stored as a code"),
    "humanCode": _("code"),
    "id": _("number or address"),
    "identifier": _("identity"),
    "identifierType": _("kind of number"),
    "identityHash": _("name or code"),
    "identityType": _("kind of identity"),
    "image": _("picture"),
    "inLanguage": _("language"),
    "issuer": _("issuer"),
    "name": _("name"),
    "narrative": _("in words"),
    "otherIdentifier": _("number in a register"),
    "parentOrg": _("organisation behind it"),
    "proof": _("signature"),
    "proofPurpose": _("what the signature is for"),
    "proofValue": _("signature value"),
    "result": _("result"),
    "resultDescription": _("learning outcome"),
    "resultType": _("kind of result"),
    "salt": _("random part of the code"),
    "source": _("assessor"),
    "status": _("result"),
    "statusListCredential": _("status list"),
    "statusListIndex": _("place in the list"),
    "statusPurpose": _("what the list is for"),
    "tag": _("topic"),
    "targetCode": _("code"),
    "targetDescription": _("explanation"),
    "targetFramework": _("framework"),
    "targetName": _("name"),
    "targetType": _("kind"),
    "targetUrl": _("address"),
    "type": _("kind"),
    "url": _("website"),
    "validFrom": _("valid from"),
    "validUntil": _("valid until"),
    "verificationMethod": _("key"),
    "version": _("version"),
}


@dataclass(frozen=True)
class Reference:
    """An alignment in words: what it is, its name, an explanation and an address to click on (if it is one)."""

    label: str
    name: str
    explanation: str
    url: str


@dataclass(frozen=True)
class Paragraph:
    """A piece of running text; `items` where it is a list."""

    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    name: str
    url: str


@dataclass(frozen=True)
class Facts:
    """The main facts of a credential, each empty where the document does not say it."""

    title: str
    description: str
    holder: str
    email_as_code: bool
    issuer: str
    issuer_id: str
    issuer_url: str
    issuer_kvk: str
    organisation: str
    organisation_kvk: str
    region: str
    assessor: str
    valid_from: datetime | None
    awarded: datetime | None
    valid_until: datetime | None
    language: str
    version: str
    criteria: tuple[Paragraph, ...]
    outcomes: tuple[Outcome, ...]
    references: tuple[Reference, ...]
    signed_with: str
    signed_at: datetime | None


@dataclass(frozen=True)
class SignedField:
    """One value in the document: its place in words, the same as in the file, and the value as text."""

    words: str
    path: str
    value: str


def facts_of(document: Json) -> Facts:
    """Return the main facts of an Open Badges 3.0 credential; of any other document what can be found."""
    subject, issuer = _object(document.get("credentialSubject")), _object(document.get("issuer"))
    achievement, parent = _object(subject.get("achievement")), _object(issuer.get("parentOrg"))
    proof = _object(document.get("proof"))
    identities = _objects(subject.get("identifier"))
    issuer_id = document.get("issuer") if isinstance(document.get("issuer"), str) else issuer.get("id")
    return Facts(
        title=_text(achievement.get("name")) or _text(document.get("name")),
        description=_text(achievement.get("description")),
        holder=", ".join(
            _text(identity.get("identityHash"))
            for identity in identities
            if identity.get("identityType") == "name" and identity.get("hashed") is not True
        ),
        email_as_code=any(
            identity.get("identityType") == "emailAddress" and identity.get("hashed") is True
            for identity in identities
        ),
        issuer=_text(issuer.get("name")),
        issuer_id=_text(issuer_id),
        issuer_url=_link(issuer.get("url")),
        issuer_kvk=_kvk(issuer),
        organisation=_text(parent.get("name")),
        organisation_kvk=_kvk(parent),
        region=_text(_object(issuer.get("address")).get("addressRegion")),
        assessor=_text(_object(subject.get("source")).get("name")),
        valid_from=_date(document.get("validFrom")),
        awarded=_date(document.get("awardedDate")),
        valid_until=_date(document.get("validUntil")),
        language=_text(achievement.get("inLanguage")),
        version=_text(achievement.get("version")),
        criteria=paragraphs_of(_text(_object(achievement.get("criteria")).get("narrative"))),
        outcomes=tuple(
            Outcome(
                _text(outcome.get("name")),
                next((_link(item.get("targetUrl")) for item in _objects(outcome.get("alignment"))), ""),
            )
            for outcome in _objects(achievement.get("resultDescription"))
        ),
        references=tuple(_reference(item) for item in _objects(achievement.get("alignment"))),
        signed_with=_text(proof.get("verificationMethod")),
        signed_at=_date(proof.get("created")),
    )


def signed_fields(document: Json) -> list[SignedField]:
    """Return every value of a document, in its order, each with its place."""
    return [
        SignedField(
            " › ".join(str(step + 1) if isinstance(step, int) else str(WORDS.get(step, step)) for step in path),
            "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip("."),
            _shown(value),
        )
        for path, value in _leaves(document)
    ]


def paragraphs_of(narrative: str) -> tuple[Paragraph, ...]:
    """Split running text at blank lines; lines that all begin with a dash are a list."""
    result = []
    for part in narrative.split("\n\n"):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if lines and all(line.startswith("- ") for line in lines):
            result.append(Paragraph("", tuple(line.removeprefix("- ") for line in lines)))
        elif lines:
            result.append(Paragraph(" ".join(lines)))
    return tuple(result)


def _leaves(document: Json) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        children: list[tuple[str | int, Any]] = []
        if isinstance(value, Mapping):
            children = list(value.items())
        elif isinstance(value, list):
            # A list of one reads like the one.
            if len(value) == 1:
                waiting.append((path, value[0]))
                continue
            children = list(enumerate(value))
        if children:
            waiting.extend(((*path, step), child) for step, child in reversed(children))
        else:
            yield path, value


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    if isinstance(value, Mapping | list):
        return "–"
    return str(value)


def _reference(alignment: Json) -> Reference:
    kind = _text(alignment.get("targetType"))
    return Reference(
        str(ALIGNMENTS.get(kind, kind.removeprefix("ext:") or _("Reference"))),
        _text(alignment.get("targetName")),
        _text(alignment.get("targetDescription")),
        _link(alignment.get("targetUrl")),
    )


def _kvk(organisation: Json) -> str:
    numbers = _objects(organisation.get("otherIdentifier"))
    return next((_text(item.get("identifier")) for item in numbers if item.get("identifierType") == "ext:KvK"), "")


def _object(value: Any) -> Json:
    return next(iter(_objects(value)), {})


def _objects(value: Any) -> list[Json]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, Mapping)]


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _link(value: Any) -> str:
    return value if isinstance(value, str) and value.startswith(SAFE_LINKS) else ""


def _date(value: Any) -> datetime | None:
    try:
        return from_timestamp(value)
    except EncodingRefused:
        return None
