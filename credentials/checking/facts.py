"""What a credential says, for people: the main facts in words.

Documents may come from anywhere: nothing here trusts their shape, or takes anything from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credentials.checking.shown import ALIGNMENTS, Evidence, Facts, Outcome, Paragraph, Reference, Score
from credentials.formats.errors import EncodingRefused
from credentials.formats.identity_evidence import IdentityWay, read_identity_evidence
from credentials.formats.timestamps import from_timestamp
from credentials.verifier.hosted import is_hosted

Json = Mapping[str, Any]
SAFE_LINKS = ("https://", "http://")
# Results with a value on a scale (Open Badges 3.0, B.3.4 ResultType); the others are met or not.
SCALES = ("Percent", "RawScore", "LetterGrade", "GradePointAverage", "PredictedScore", "ScaledScore")

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


def facts_of(document: Json) -> Facts:
    """Return the main facts of an Open Badges 3.0 credential; of any other document what can be found."""
    if is_hosted(document):
        return _facts_of_old_badge(document)
    subject = _object(document.get("credentialSubject"))
    proof = _object(document.get("proof"))
    return Facts(
        **_holder(subject),
        **_issuer(document),
        **_achievement(document, subject),
        identity=_identity(_objects(document.get("evidence"))),
        assessor=_text(_object(subject.get("source")).get("name")),
        valid_from=_date(document.get("validFrom")),
        awarded=_date(document.get("awardedDate")),
        valid_until=_date(document.get("validUntil")),
        evidence=tuple(
            _evidence(item) for item in _objects(document.get("evidence")) if read_identity_evidence(item) is None
        ),
        signed_with=_text(proof.get("verificationMethod")),
        signed_at=_date(proof.get("created")),
    )


def _holder(subject: Json) -> dict[str, Any]:
    identities = _objects(subject.get("identifier"))
    names = [item for item in identities if item.get("identityType") == "name" and item.get("hashed") is not True]
    addresses = [item for item in identities if item.get("identityType") == "emailAddress"]
    return {
        "holder": ", ".join(_text(name.get("identityHash")) for name in names) or _text(subject.get("name")),
        "email_as_code": any(address.get("hashed") is True for address in addresses),
    }


def _issuer(document: Json) -> dict[str, Any]:
    named = document.get("issuer")
    issuer = _object(named)
    parent = _object(issuer.get("parentOrg"))
    return {
        "issuer": _text(issuer.get("name")),
        "issuer_id": _text(named if isinstance(named, str) else issuer.get("id")),
        "issuer_url": _link(issuer.get("url")),
        "issuer_kvk": _kvk(issuer),
        "organisation": _text(parent.get("name")),
        "organisation_kvk": _kvk(parent),
        "region": _text(_object(issuer.get("address")).get("addressRegion")),
    }


def _achievement(document: Json, subject: Json) -> dict[str, Any]:
    achievement = _object(subject.get("achievement"))
    results = _objects(achievement.get("resultDescription"))
    return {
        "title": _text(achievement.get("name")) or _text(document.get("name")),
        "achievement_url": _link(achievement.get("id")),
        "description": _text(achievement.get("description")),
        "language": _text(achievement.get("inLanguage")),
        "version": _text(achievement.get("version")),
        "criteria": paragraphs_of(_text(_object(achievement.get("criteria")).get("narrative"))),
        "outcomes": tuple(_outcome(result) for result in results if result.get("resultType") not in SCALES),
        "scores": tuple(_scores(results, _objects(subject.get("result")))),
        "references": tuple(
            _reference(item, of=achievement.get("id")) for item in _objects(achievement.get("alignment"))
        ),
    }


def _outcome(result: Json) -> Outcome:
    skills = (_link(item.get("targetUrl")) for item in _objects(result.get("alignment")))
    return Outcome(_text(result.get("name")), next(skills, ""))


def _scores(descriptions: list[Json], results: list[Json]) -> Iterator[Score]:
    reached = {_text(item.get("resultDescription")): _text(item.get("value")) for item in results}
    reached.pop("", None)
    for described in descriptions:
        value = reached.get(_text(described.get("id")), "")
        if value and described.get("resultType") in SCALES:
            unit = "%" if described.get("resultType") == "Percent" else ""
            yield Score(_text(described.get("name")), f"{value}{unit}")


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


def _reference(alignment: Json, of: Any = None) -> Reference:
    """An alignment of the achievement `of`, whose own address leads nowhere else."""
    kind, url = _text(alignment.get("targetType")), _link(alignment.get("targetUrl"))
    name = _text(alignment.get("targetName"))
    if kind == "ext:CreditFramework":
        # The framework is its name; how many, its code.
        name = f"{_text(alignment.get('targetCode'))} {name}".strip()
    return Reference(
        str(ALIGNMENTS.get(kind, kind.removeprefix("ext:") or _("Reference"))),
        name,
        _text(alignment.get("targetDescription")),
        "" if url == of else url,
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
