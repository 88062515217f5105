"""Verification of a credential: three answers, never a guess.

Pure functions, without Django, network or database.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, Unpack

from credentials.formats.errors import EncodingRefused, FormatError
from credentials.formats.identity import matches_email, matches_name
from credentials.formats.status_list import StatusPurpose
from credentials.formats.timestamps import from_timestamp
from credentials.verifier.appearance import check_appearance, text_of_another
from credentials.verifier.containers import Received, open_container
from credentials.verifier.hosted import check_hosted, is_hosted
from credentials.verifier.pictures import ResolvePicture, is_named_picture, no_picture
from credentials.verifier.report import Check, Expected, Reason, Report, Result, answer, check_names, ended_at
from credentials.verifier.resolving import ResolveDid, ResolveKey, Unresolvable, no_key, with_own_keys
from credentials.verifier.schema import check_schema
from credentials.verifier.secured import Resolvers, Secured, Signed, check_secured, read_signed
from credentials.verifier.status import CLOCK_DIFFERENCE, ResolveStatusList, StatusQuestion, check_status

logger = logging.getLogger(__name__)

__all__ = ["Unresolvable", "verify"]


def verify(
    data: bytes,
    *,
    resolve_did: ResolveDid,
    resolve_status_list: ResolveStatusList,
    now: datetime,
    resolve_key: ResolveKey = no_key,
    resolve_picture: ResolvePicture = no_picture,
    **expected: Unpack[Expected],
) -> Report:
    """Verify a credential of any issuer and answer each check with yes, no or unknown.

    `data` is what was received: JSON, a token, or a PNG, SVG or PDF that holds one. `resolve_did` returns a DID
    document (did:key and did:jwk are never asked for), `resolve_status_list` the bytes of a list, `resolve_key`
    the bytes of a key, key set or issuer's document at an https URL, `resolve_picture` those of a PNG; all raise
    Unresolvable when they cannot.
    `now` is an aware datetime. The checks are, in this order: parse, schema, contexts, proof, issuer, dates,
    revocation, suspension; for a PDF appearance; where something is expected holder and achievement. What rests
    on the signature is yes only if the signature is confirmed. Raises nothing for any input. VC Data Model 2.0,
    7.1 Verification.
    """
    received: Received | None = None
    signed: Signed | None = None
    try:
        try:
            received = open_container(data)
            signed = read_signed(received.payload)
        except FormatError as error:
            return _unreadable(error, received, expected)
        resolvers = Resolvers(cache(with_own_keys(resolve_did)), cache(resolve_key))
        question = StatusQuestion(signed.document, resolvers, resolve_status_list, now)
        checks = _all_checks(signed, received, question, expected)
        confirmed = {"proof", "issuer"} <= {check.name for check in checks if check.result == "yes"}
        notices = tuple(_notices(signed.document, received, confirmed, resolve_picture))
        return Report(tuple(checks), signed.document, received.kind, notices)
    except Exception:
        # Everything: the promise is an answer for any input, and a fault of ours says nothing of the credential.
        logger.exception("The verifier failed.")
        failed = (answer(name, "unknown", "verifier_failed") for name in check_names(**expected))
        return Report(tuple(failed), None if signed is None else signed.document)


def _notices(
    document: Mapping[str, Any], received: Received, confirmed: bool, resolve_picture: ResolvePicture
) -> Iterator[Reason]:
    if received.kind in ("json", "jwt"):
        return
    # Nothing is fetched on the word of a document that nobody is known to have signed.
    if confirmed and received.picture:
        same = is_named_picture(document, received.picture, resolve_picture)
        if same == "no":
            yield Reason("picture_is_another")
        elif same == "unknown":
            yield Reason("picture_not_compared")
    other = text_of_another(document, received.shown or "") if received.kind == "svg" else None
    if other is not None:
        yield Reason("picture_says_more", {"value": other[:200]})
    yield Reason("only_signed_counts", {"kind": received.kind})


def _unreadable(error: FormatError, received: Received | None, expected: Expected) -> Report:
    result: Result = "unknown" if error.code == "token_not_supported" else "no"
    report = ended_at(answer("parse", result, error.code, **error.parameters), **expected)
    return report if received is None else replace(report, received=received.kind)


def _all_checks(signed: Signed, received: Received, question: StatusQuestion, expected: Expected) -> list[Check]:
    document = signed.document
    if is_hosted(document):
        checks = check_hosted(document, now=question.now)
        secured = None
    else:
        secured = check_secured(signed, resolvers=question.resolvers)
        checks = [
            answer("parse", "yes", "readable"),
            check_schema(document),
            secured.contexts,
            secured.proof,
            secured.issuer,
            _if_signed(secured, lambda: _check_dates(document, secured, question.now)),
            *(_check_status(secured, question, purpose) for purpose in StatusPurpose),
        ]
    if received.kind == "pdf":
        checks.append(check_appearance(document, received.shown or ""))
    names = check_names(**expected)
    if "holder" in names:
        checks.append(_if_signed(secured, lambda: _check_holder(document, expected)))
    if "achievement" in names:
        checks.append(_if_signed(secured, lambda: _check_achievement(document, expected["expected_achievement"])))
    return checks


def _if_signed(secured: Secured | None, ask: Callable[[], Check]) -> Check:
    """Let a `no` stand whoever wrote it.

    A `yes` means something only in a document that the issuer signed.
    """
    check = ask()
    if check.result == "yes" and (secured is None or not secured.confirmed):
        return answer(check.name, "unknown", "not_checked_without_signature")
    return check


def _check_status(secured: Secured, question: StatusQuestion, purpose: StatusPurpose) -> Check:
    # Nothing is fetched on the word of a document that nobody is known to have signed.
    if not secured.confirmed:
        return answer(purpose.value, "unknown", "not_checked_without_signature")
    return check_status(question, purpose)


def _check_dates(document: Mapping[str, Any], secured: Secured, now: datetime) -> Check:
    try:
        valid_from = from_timestamp(document["validFrom"]) if "validFrom" in document else None
        valid_until = from_timestamp(document["validUntil"]) if "validUntil" in document else None
    except EncodingRefused as error:
        return answer("dates", "no", error.code, **error.parameters)
    created, expires = secured.created, secured.expires
    if valid_from is not None and valid_from > now + CLOCK_DIFFERENCE:
        return answer("dates", "no", "not_yet_valid", **{"from": str(document["validFrom"])})
    if valid_until is not None and valid_until < now:
        return answer("dates", "no", "expired", until=str(document["validUntil"]))
    if created is not None and created > now + CLOCK_DIFFERENCE:
        return answer("dates", "no", "signed_in_the_future", created=created.isoformat())
    if expires is not None and expires < now:
        return answer("dates", "no", "signature_expired", until=expires.isoformat())
    return answer("dates", "yes", "dates_valid")


def _check_holder(document: Mapping[str, Any], expected: Expected) -> Check:
    subject = document.get("credentialSubject")
    identities = subject.get("identifier") if isinstance(subject, dict) else None
    identities = identities if isinstance(identities, list) else [identities]
    for value, kind, matches in (
        (expected.get("expected_name"), "name", matches_name),
        (expected.get("expected_email"), "emailAddress", matches_email),
    ):
        if value is None:
            continue
        stated = [item for item in identities if isinstance(item, dict) and item.get("identityType") == kind]
        if not stated:
            return answer("holder", "unknown", "holder_not_stated", field=kind)
        if not any(matches(item, value) for item in stated):
            return answer("holder", "no", "holder_differs", field=kind)
    return answer("holder", "yes", "holder_named")


def _check_achievement(document: Mapping[str, Any], expected: str | None) -> Check:
    subject = document.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    identifier = achievement.get("id") if isinstance(achievement, dict) else None
    if identifier == expected:
        return answer("achievement", "yes", "achievement_expected")
    return answer("achievement", "no", "achievement_differs", id=str(identifier)[:200])
