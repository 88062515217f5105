"""Verification of a credential: three answers, never a guess.

Pure functions, without Django, network or database.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from credentials.formats.errors import EncodingRefused, FormatError
from credentials.formats.identity import matches_email, matches_name
from credentials.formats.status_list import StatusPurpose
from credentials.formats.timestamps import from_timestamp
from credentials.verifier.appearance import check_appearance, text_of_another
from credentials.verifier.containers import Received, open_container
from credentials.verifier.hosted import check_hosted, is_hosted
from credentials.verifier.pictures import ResolvePicture, is_another_picture, no_picture
from credentials.verifier.report import Check, Reason, Report, Result, answer, check_names
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
    expected_name: str | None = None,
    expected_email: str | None = None,
    expected_achievement: str | None = None,
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
    names = check_names(
        holder=expected_name is not None or expected_email is not None,
        achievement=expected_achievement is not None,
    )
    received: Received | None = None
    signed: Signed | None = None
    try:
        try:
            received = open_container(data)
            signed = read_signed(received.payload)
        except FormatError as error:
            return _unreadable(error, names, received)
        checks = _all_checks(
            signed,
            received,
            resolvers=Resolvers(cache(with_own_keys(resolve_did)), cache(resolve_key)),
            resolve_status_list=resolve_status_list,
            now=now,
            holder=(expected_name, expected_email),
            achievement=expected_achievement,
        )
        confirmed = all(checks[name].result == "yes" for name in ("proof", "issuer"))
        return Report(
            tuple(check for name, check in checks.items() if name in names or name == "appearance"),
            signed.document,
            received.kind,
            tuple(_notices(signed.document, received, confirmed, resolve_picture)),
        )
    except Exception:
        # Everything: the promise is an answer for any input, and a fault of ours says nothing of the credential.
        logger.exception("The verifier failed.")
        document = None if signed is None else signed.document
        return Report(tuple(answer(name, "unknown", "verifier_failed") for name in names), document)


def _notices(
    document: Mapping[str, Any], received: Received, confirmed: bool, resolve_picture: ResolvePicture
) -> Iterator[Reason]:
    if received.kind in ("json", "jwt"):
        return
    # Nothing is fetched on the word of a document that nobody is known to have signed.
    if confirmed and received.picture and is_another_picture(document, received.picture, resolve_picture):
        yield Reason("picture_is_another")
    other = text_of_another(document, received.shown or "") if received.kind == "svg" else None
    if other is not None:
        yield Reason("picture_says_more", {"value": other[:200]})
    yield Reason("only_signed_counts", {"kind": received.kind})


def _unreadable(error: FormatError, names: tuple[str, ...], received: Received | None) -> Report:
    result: Result = "unknown" if error.code == "token_not_supported" else "no"
    first = answer("parse", result, error.code, **error.parameters)
    others = (answer(name, "unknown", "not_reached") for name in names[1:])
    return Report((first, *others), None, "json" if received is None else received.kind)


def _all_checks(
    signed: Signed,
    received: Received,
    *,
    resolvers: Resolvers,
    resolve_status_list: ResolveStatusList,
    now: datetime,
    holder: tuple[str | None, str | None],
    achievement: str | None,
) -> dict[str, Check]:
    document = signed.document
    if is_hosted(document):
        checks = check_hosted(document, now=now)
        secured = None
    else:
        secured = check_secured(signed, resolvers=resolvers)
        question = StatusQuestion(document, resolvers, resolve_status_list, now)
        checks = [
            answer("parse", "yes", "readable"),
            check_schema(document),
            secured.contexts,
            secured.proof,
            secured.issuer,
            _if_signed(secured, lambda: _check_dates(document, secured, now)),
            *(_check_status(secured, question, purpose) for purpose in StatusPurpose),
        ]
    if received.kind == "pdf":
        checks.append(check_appearance(document, received.shown or ""))
    checks += [
        _if_signed(secured, lambda: _check_holder(document, *holder)),
        _if_signed(secured, lambda: _check_achievement(document, achievement)),
    ]
    return {check.name: check for check in checks}


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
