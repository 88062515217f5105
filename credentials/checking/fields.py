"""Every single field that is signed, for people: its place in words, and its value.

Documents may come from anywhere: nothing here trusts their shape, or takes anything from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Json = Mapping[str, Any]

# Names of fields in words; what is not here is shown as it stands in the file.
WORDS: Mapping[str, Promise] = {
    "@context": _("standard"),
    "@language": _("language"),
    "achievement": _("achievement"),
    "achievementType": _("kind of achievement"),
    "activityEndDate": _("end"),
    "activityStartDate": _("start"),
    "address": _("address"),
    "addressCountryCode": _("country"),
    "addressRegion": _("province"),
    "alignment": _("reference"),
    "awardedDate": _("awarded on"),
    "badge": _("badge"),
    "claim": _("claim"),
    "created": _("made on"),
    "credentialSchema": _("form"),
    "credentialStatus": _("status"),
    "credentialSubject": _("holder"),
    "creditsAvailable": _("credits"),
    "creditsEarned": _("credits earned"),
    "criteria": _("what you do to earn it"),
    "cryptosuite": _("kind of signature"),
    "description": _("description"),
    "email": _("e-mail address"),
    "endorsement": _("endorsement"),
    "endorsementComment": _("what the endorser says"),
    "evidence": _("evidence"),
    "expires": _("valid until"),
    "fieldOfStudy": _("field of study"),
    "genre": _("kind"),
    "hashed": _("stored as a code"),
    "humanCode": _("code"),
    "id": _("number or address"),
    "identifier": _("identity"),
    "identifierType": _("kind of number"),
    "identityHash": _("name or code"),
    "identityType": _("kind of identity"),
    "image": _("picture"),
    "inLanguage": _("language"),
    "issuedOn": _("awarded on"),
    "issuer": _("issuer"),
    "licenseNumber": _("number of the licence"),
    "name": _("name"),
    "narrative": _("in words"),
    "otherIdentifier": _("number in a register"),
    "parentOrg": _("organisation behind it"),
    "phone": _("telephone"),
    "previousProof": _("earlier signature"),
    "proof": _("signature"),
    "proofPurpose": _("what the signature is for"),
    "proofValue": _("signature value"),
    "recipient": _("holder"),
    "refreshService": _("where to renew it"),
    "requiredValue": _("what is needed"),
    "result": _("result"),
    "resultDescription": _("learning outcome"),
    "resultType": _("kind of result"),
    "role": _("role"),
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
    "term": _("term"),
    "termsOfUse": _("conditions"),
    "type": _("kind"),
    "url": _("website"),
    "validFrom": _("valid from"),
    "validUntil": _("valid until"),
    "value": _("value"),
    "valueMax": _("highest value"),
    "valueMin": _("lowest value"),
    "verification": _("how it is checked"),
    "verificationMethod": _("key"),
    "version": _("version"),
}


@dataclass(frozen=True)
class SignedField:
    """One value in the document: its place in words, the same as in the file, and the value as text."""

    words: str
    path: str
    value: str


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
