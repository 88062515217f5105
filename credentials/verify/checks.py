"""Verification of a credential: three answers, never a guess.

Pure functions, without Django, network or database.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from credentials.formats.errors import EncodingRefused, FormatError
from credentials.formats.identity import matches_email, matches_name
from credentials.formats.status_list import StatusPurpose
from credentials.formats.timestamps import from_timestamp
from credentials.verify.parsing import TokenRefused, parse
from credentials.verify.report import Check, Report, answer, check_names
from credentials.verify.schema import check_schema
from credentials.verify.secured import ResolveDid, Secured, Unresolvable, check_secured, proof_dates
from credentials.verify.status import CLOCK_DIFFERENCE, ResolveStatusList, StatusQuestion, check_status

logger = logging.getLogger(__name__)

__all__ = ["Unresolvable", "verify"]


def verify(
    data: bytes,
    *,
    resolve_did: ResolveDid,
    resolve_status_list: ResolveStatusList,
    now: datetime,
    expected_name: str | None = None,
    expected_email: str | None = None,
    expected_achievement: str | None = None,
) -> Report:
    """Verify an Open Badges 3.0 credential and answer each check with yes, no or unknown.

    `data` is the file as received; `resolve_did` returns a DID document, `resolve_status_list` the bytes of a
    list, and both raise Unresolvable when they cannot; `now` is an aware datetime. The checks are, in this
    order: parse, schema, contexts, proof, issuer, dates, revocation, suspension, and where something is
    expected holder and achievement. What rests on the signature is yes only if the signature is confirmed.
    Raises nothing for any input. VC Data Model 2.0, 7.1 Verification.
    """
    names = check_names(
        holder=expected_name is not None or expected_email is not None,
        achievement=expected_achievement is not None,
    )
    document: dict[str, Any] | None = None
    try:
        try:
            document = parse(data)
        except FormatError as error:
            return _unreadable(error, names)
        checks = _all_checks(
            document,
            resolve_did=cache(resolve_did),
            resolve_status_list=resolve_status_list,
            now=now,
            holder=(expected_name, expected_email),
            achievement=expected_achievement,
        )
    except Exception:
        # Everything: the promise is an answer for any input, and a fault of ours says nothing of the credential.
        logger.exception("The verifier failed.")
        return Report(tuple(answer(name, "unknown", "verifier_failed") for name in names), document)
    return Report(tuple(checks[name] for name in names), document)


def _unreadable(error: FormatError, names: tuple[str, ...]) -> Report:
    foreign = isinstance(error, TokenRefused) and error.code == "token_not_supported"
    first = answer("parse", "unknown" if foreign else "no", error.code, **error.parameters)
    return Report((first, *(answer(name, "unknown", "not_reached") for name in names[1:])))


def _all_checks(
    document: dict[str, Any],
    *,
    resolve_did: ResolveDid,
    resolve_status_list: ResolveStatusList,
    now: datetime,
    holder: tuple[str | None, str | None],
    achievement: str | None,
) -> dict[str, Check]:
    secured = check_secured(document, resolve_did=resolve_did)
    question = StatusQuestion(document, resolve_did, resolve_status_list, now)
    checks = [
        answer("parse", "yes", "readable"),
        check_schema(document),
        secured.contexts,
        secured.proof,
        secured.issuer,
        _if_signed(secured, lambda: _check_dates(document, secured, now)),
        *(_check_status(secured, question, purpose) for purpose in StatusPurpose),
        _if_signed(secured, lambda: _check_holder(document, *holder)),
        _if_signed(secured, lambda: _check_achievement(document, achievement)),
    ]
    return {check.name: check for check in checks}


def _if_signed(secured: Secured, ask: Callable[[], Check]) -> Check:
    """Let a `no` stand whoever wrote it.

    A `yes` means something only in a document that the issuer signed.
    """
    check = ask()
    if check.result == "yes" and not secured.confirmed:
        return answer(check.name, "unknown", "not_checked_without_signature")
    return check


def _check_status(secured: Secured, question: StatusQuestion, purpose: StatusPurpose) -> Check:
    # Nothing is fetched on the word of a document that nobody is known to have signed.
    if not secured.confirmed:
        return answer(purpose.value, "unknown", "not_checked_without_signature")
    return check_status(question, purpose)


def _check_dates(document: Mapping[str, Any], secured: Secured, now: datetime) -> Check:
    try:
        valid_from = from_timestamp(document.get("validFrom"))
        valid_until = from_timestamp(document["validUntil"]) if "validUntil" in document else None
        created, expires = proof_dates(secured.options)
    except EncodingRefused as error:
        return answer("dates", "no", error.code, **error.parameters)
    if valid_from > now + CLOCK_DIFFERENCE:
        return answer("dates", "no", "not_yet_valid", **{"from": str(document["validFrom"])})
    if valid_until is not None and valid_until < now:
        return answer("dates", "no", "expired", until=str(document["validUntil"]))
    if created is not None and created > now + CLOCK_DIFFERENCE:
        return answer("dates", "no", "signed_in_the_future", created=created.isoformat())
    if expires is not None and expires < now:
        return answer("dates", "no", "signature_expired", until=expires.isoformat())
    return answer("dates", "yes", "dates_valid")


def _check_holder(document: Mapping[str, Any], name: str | None, email: str | None) -> Check:
    subject = document.get("credentialSubject")
    identities = subject.get("identifier") if isinstance(subject, dict) else None
    identities = identities if isinstance(identities, list) else [identities]
    for expected, kind, matches in (
        (name, "name", matches_name),
        (email, "emailAddress", matches_email),
    ):
        if expected is None:
            continue
        stated = [item for item in identities if isinstance(item, dict) and item.get("identityType") == kind]
        if not stated:
            return answer("holder", "unknown", "holder_not_stated", field=kind)
        if not any(matches(item, expected) for item in stated):
            return answer("holder", "no", "holder_differs", field=kind)
    return answer("holder", "yes", "holder_named")


def _check_achievement(document: Mapping[str, Any], expected: str | None) -> Check:
    subject = document.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    identifier = achievement.get("id") if isinstance(achievement, dict) else None
    if identifier == expected:
        return answer("achievement", "yes", "achievement_expected")
    return answer("achievement", "no", "achievement_differs", id=str(identifier)[:200])
