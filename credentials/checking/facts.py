"""What a credential says, for people: the main facts in words.

Documents may come from anywhere: nothing here trusts their shape, or takes anything from elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credentials.formats.errors import EncodingRefused
from credentials.formats.identity_evidence import IdentityWay, read_identity_evidence
from credentials.formats.timestamps import from_timestamp
from credentials.verifier.hosted import is_hosted

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

IDENTITY: Mapping[IdentityWay, Promise] = {
    IdentityWay.PRACTICAL_DOCUMENT: _(
        "Name checked by %(who)s at the practical on %(date)s, by an identity document."
    ),
    IdentityWay.PRACTICAL_COMPANY_PASS: _(
        "Name checked by %(who)s at the practical on %(date)s, by a company pass with a photo."
    ),
    IdentityWay.PRACTICAL_KNOWN: _(
        "Name confirmed by %(who)s, who knows the holder, at the practical on %(date)s."
    ),
    IdentityWay.ATTENDANCE: _("Name checked by %(who)s at the session on %(date)s."),
    IdentityWay.EMPLOYER: _("Name confirmed by the HR department of %(who)s on %(date)s."),
    IdentityWay.SELF_DECLARED: _("Name as the holder gave it; nobody checked it."),
}


@dataclass(frozen=True)
class Reference:
    """An alignment in words: what it is, its name, an explanation and an address to click on (if it is one)."""

    label: str
    name: str
    explanation: str
    url: str
    # The alignment's `targetType`.
    kind: str = ""


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
class Evidence:
    """A piece of evidence that is signed along: its name, a text and an address where there is one."""

    name: str
    text: str
    url: str


@dataclass(frozen=True)
class Facts:
    """The main facts of a credential, each empty where the document does not say it."""

    title: str = ""
    achievement_url: str = ""
    description: str = ""
    holder: str = ""
    # How the name was checked, and by whom, in a sentence.
    identity: str = ""
    email_as_code: bool = False
    issuer: str = ""
    issuer_id: str = ""
    issuer_url: str = ""
    issuer_kvk: str = ""
    organisation: str = ""
    organisation_kvk: str = ""
    region: str = ""
    assessor: str = ""
    valid_from: datetime | None = None
    awarded: datetime | None = None
    valid_until: datetime | None = None
    language: str = ""
    version: str = ""
    criteria: tuple[Paragraph, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    references: tuple[Reference, ...] = ()
    signed_with: str = ""
    signed_at: datetime | None = None

    @property
    def names_esco(self) -> bool:
        """Whether an outcome is one of ESCO's skills: that asks for an acknowledgement wherever it is shown."""
        return any(outcome.url for outcome in self.outcomes)


def facts_of(document: Json) -> Facts:
    """Return the main facts of an Open Badges 3.0 credential; of any other document what can be found."""
    if is_hosted(document):
        return _facts_of_old_badge(document)
    subject, issuer = _object(document.get("credentialSubject")), _object(document.get("issuer"))
    achievement, parent = _object(subject.get("achievement")), _object(issuer.get("parentOrg"))
    proof = _object(document.get("proof"))
    identities = _objects(subject.get("identifier"))
    issuer_id = document.get("issuer") if isinstance(document.get("issuer"), str) else issuer.get("id")
    return Facts(
        title=_text(achievement.get("name")) or _text(document.get("name")),
        achievement_url=_link(achievement.get("id")),
        description=_text(achievement.get("description")),
        holder=", ".join(
            _text(identity.get("identityHash"))
            for identity in identities
            if identity.get("identityType") == "name" and identity.get("hashed") is not True
        )
        or _text(subject.get("name")),
        identity=_identity(_objects(document.get("evidence"))),
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
        evidence=tuple(
            _evidence(item) for item in _objects(document.get("evidence")) if read_identity_evidence(item) is None
        ),
        references=tuple(_reference(item) for item in _objects(achievement.get("alignment"))),
        signed_with=_text(proof.get("verificationMethod")),
        signed_at=_date(proof.get("created")),
    )


def _facts_of_old_badge(document: Json) -> Facts:
    """Return the main facts of an Open Badge of version 2.0, in which badge and issuer may be addresses only."""
    badge, recipient = _object(document.get("badge")), _object(document.get("recipient"))
    described = _link(document.get("badge"))
    issuer = _object(badge.get("issuer"))
    return Facts(
        title=_text(badge.get("name")) or (str(_("A badge that is described elsewhere")) if described else ""),
        description=_text(badge.get("description")) or described,
        holder="" if recipient.get("hashed") is True else _text(recipient.get("identity")),
        email_as_code=recipient.get("hashed") is True,
        issuer=_text(issuer.get("name")),
        issuer_id=_text(issuer.get("id")) or _text(badge.get("issuer")),
        issuer_url=_link(issuer.get("url")),
        valid_from=_date(document.get("issuedOn")),
        valid_until=_date(document.get("expires")),
        criteria=paragraphs_of(_text(_object(badge.get("criteria")).get("narrative"))),
        evidence=tuple(_evidence(item) for item in _objects(document.get("evidence"))),
        references=tuple(_reference(item) for item in _objects(badge.get("alignment"))),
    )


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


def _identity(evidence: list[Json]) -> str:
    """Say in the reader's language how the name was checked, where the document says so."""
    for item in evidence:
        stated = read_identity_evidence(item)
        if stated is not None:
            return str(IDENTITY[stated.way]) % {"who": stated.checked_by, "date": date_format(stated.on)}
    return ""


def _evidence(item: Json) -> Evidence:
    return Evidence(
        _text(item.get("name")) or _text(item.get("genre")),
        _text(item.get("narrative")) or _text(item.get("description")),
        _link(item.get("id")),
    )


def _reference(alignment: Json) -> Reference:
    kind = _text(alignment.get("targetType"))
    return Reference(
        str(ALIGNMENTS.get(kind, kind.removeprefix("ext:") or _("Reference"))),
        _text(alignment.get("targetName")),
        _text(alignment.get("targetDescription")),
        _link(alignment.get("targetUrl")),
        kind,
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
        moment = from_timestamp(value)
    except EncodingRefused:
        return None
    # Within a day of either end of the calendar there is no local time to show.
    return moment if MINYEAR < moment.year < MAXYEAR else None
