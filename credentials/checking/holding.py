"""Is a credential from elsewhere the one of who keeps it here? Yes, no, or could not check; never more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credentials.formats.identity import matches_email, matches_name
from credentials.models import ForeignCredential
from credentials.verifier.report import Report

Answer = ForeignCredential.Answer
SENTENCES: Mapping[str, Promise] = {
    "email_matches": _("The e-mail address in it is a confirmed address of this account."),
    "name_matches": _("The name in it is the same as the name of this account. More could not be checked."),
    "email_differs": _("The e-mail address in it is not a confirmed address of this account."),
    "name_differs": _("The name in it differs from the name of this account."),
    "nobody_named": _("It names nobody by name or e-mail address that we can compare."),
    "not_confirmed": _("Whom it names means nothing, because its signature could not be confirmed."),
}


@dataclass(frozen=True)
class Holding:
    answer: ForeignCredential.Answer
    reason: str


def holding_of(report: Report, *, name: str, emails: Sequence[str]) -> Holding:
    """Compare whom a checked credential names with a person: proven e-mail addresses first, then the name.

    A yes rests on a confirmed signature; a name alone is a weak yes, and the sentence says so.
    """
    document = report.document or {}
    subject = document.get("credentialSubject")
    subjects = subject if isinstance(subject, list) else [subject]
    found = next((item for item in subjects if isinstance(item, Mapping)), {})
    compared = _compared(found, name=name, emails=emails)
    if compared.answer == Answer.YES and not _is_confirmed(report):
        return Holding(Answer.UNKNOWN, "not_confirmed")
    return compared


def _compared(subject: Mapping[str, Any], *, name: str, emails: Sequence[str]) -> Holding:
    identities = subject.get("identifier")
    listed = [
        item
        for item in (identities if isinstance(identities, list) else [identities])
        if isinstance(item, Mapping)
    ]
    by_email = [item for item in listed if item.get("identityType") == "emailAddress"]
    by_name = [item for item in listed if item.get("identityType") == "name"]
    if isinstance(plain := subject.get("email"), str):
        by_email.append({"identityHash": plain})
    if isinstance(plain := subject.get("name"), str):
        by_name.append({"identityHash": plain})
    if any(matches_email(item, email) for item in by_email for email in emails):
        return Holding(Answer.YES, "email_matches")
    if by_name and not any(matches_name(item, name) for item in by_name):
        return Holding(Answer.NO, "name_differs")
    if by_email:
        return Holding(Answer.NO, "email_differs")
    return Holding(Answer.YES, "name_matches") if by_name else Holding(Answer.UNKNOWN, "nobody_named")


def _is_confirmed(report: Report) -> bool:
    results = {check.name: check.result for check in report.checks}
    return results.get("proof") == results.get("issuer") == "yes" and results.get("contexts") != "no"


def holder_sentence(reason: str) -> str:
    return str(SENTENCES.get(reason, ""))
