"""Is a credential revoked or suspended? Asked of the issuer's status lists.

The lists are checked as strictly as the credential. W3C Bitstring Status List 1.0; 1EdTech Revocation List Status
Method 1.0.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from credentials.formats.errors import EncodingRefused, FormatError
from credentials.formats.status_list import Bitstring, StatusPurpose
from credentials.formats.timestamps import from_timestamp
from credentials.verifier.parsing import parse
from credentials.verifier.report import Check, answer
from credentials.verifier.resolving import Unresolvable, no_key
from credentials.verifier.secured import Resolvers, check_secured, issuer_of, read_signed

ResolveStatusList = Callable[[str], bytes]
CLOCK_DIFFERENCE = timedelta(minutes=5)
MAXIMUM_LIST_BYTES = 5 * 1024 * 1024
_ENTRY_TYPE = "BitstringStatusListEntry"
_REVOCATION_LIST = "1EdTechRevocationList"
_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
_ANSWERS = {
    StatusPurpose.REVOCATION: ("not_revoked", "revoked"),
    StatusPurpose.SUSPENSION: ("not_suspended", "suspended"),
}


@dataclass(frozen=True)
class StatusQuestion:
    """Everything that the answer to a status question depends on."""

    document: Mapping[str, Any]
    resolvers: Resolvers
    resolve_status_list: ResolveStatusList
    now: datetime


class _CouldNotCheck(Exception):
    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(code)
        self.code, self.parameters = code, parameters


def check_status(question: StatusQuestion, purpose: StatusPurpose) -> Check:
    """Answer whether the bit of a credential for one purpose is clear.

    Bitstring Status List 1.0, 3.2 Validate.

    A bitstring must be signed by the credential's issuer, be the list that the entry names, and be valid now;
    with anything else the answer is unknown. Raises nothing for any document.
    """
    clear, is_set = _ANSWERS[purpose]
    name = purpose.value
    try:
        entries = _entries(question.document, purpose)
        if not entries:
            return answer(name, "yes", "no_such_status")
        found = [
            _is_listed(question, entry) if _kind(entry) == _REVOCATION_LIST else _bit(question, entry, purpose)
            for entry in entries
        ]
    except _CouldNotCheck as problem:
        return answer(name, "unknown", problem.code, **problem.parameters)
    return answer(name, "no", is_set) if any(found) else answer(name, "yes", clear)


def _entries(document: Mapping[str, Any], purpose: StatusPurpose) -> list[Mapping[str, Any]]:
    raw = document.get("credentialStatus")
    entries = raw if isinstance(raw, list) else [] if raw is None else [raw]
    result = []
    for entry in entries:
        kind = _kind(entry)
        if kind == _REVOCATION_LIST:
            if purpose is StatusPurpose.REVOCATION:
                result.append(entry)
            continue
        if kind != _ENTRY_TYPE:
            raise _CouldNotCheck("status_kind_not_supported", kind=str(kind)[:80])
        stated = entry.get("statusPurpose")
        if not isinstance(stated, str):
            raise _CouldNotCheck("status_malformed", field="statusPurpose")
        if stated == purpose.value:
            result.append(entry)
    return result


def _kind(entry: Any) -> Any:
    kind = entry.get("type") if isinstance(entry, dict) else None
    return kind[0] if isinstance(kind, list) and len(kind) == 1 else kind


def _fetched(question: StatusQuestion, url: str) -> bytes:
    try:
        return question.resolve_status_list(url)
    except Unresolvable as error:
        raise _CouldNotCheck("status_unresolvable", url=url[:200]) from error


def _is_listed(question: StatusQuestion, entry: Mapping[str, Any]) -> bool:
    """Look a credential up in its issuer's list of revoked ones, which is not signed: https vouches for it."""
    url, identifier = entry.get("id"), question.document.get("id")
    if not isinstance(url, str) or not isinstance(identifier, str):
        raise _CouldNotCheck("status_malformed", field="id")
    try:
        found = parse(_fetched(question, url), maximum=MAXIMUM_LIST_BYTES)
    except FormatError as error:
        raise _CouldNotCheck("status_list_refused", url=url[:200], why=error.code) from error
    revoked = found.get("revokedCredential", found.get("revokedCredentials"))
    if issuer_of(found) != issuer_of(question.document) or found.get("id", url) != url:
        raise _CouldNotCheck("status_list_refused", url=url[:200], why="another_issuer")
    if not isinstance(revoked, list | dict):
        raise _CouldNotCheck("status_list_refused", url=url[:200], why="not_a_status_list")
    named = [item for item in (revoked if isinstance(revoked, list) else [revoked]) if isinstance(item, dict)]
    # Revoked is also what does not say so (1EdTech Revocation List Status Method, 2.2).
    return any(item.get("id") == identifier and item.get("revoked") is not False for item in named)


def _bit(question: StatusQuestion, entry: Mapping[str, Any], purpose: StatusPurpose) -> bool:
    index, url = entry.get("statusListIndex"), entry.get("statusListCredential")
    if not isinstance(index, str) or not _INDEX.fullmatch(index):
        raise _CouldNotCheck("status_malformed", field="statusListIndex")
    if not isinstance(url, str):
        raise _CouldNotCheck("status_malformed", field="statusListCredential")
    if entry.get("statusSize", 1) != 1:
        raise _CouldNotCheck("status_kind_not_supported", kind="statusSize")
    data = _fetched(question, url)
    try:
        return _trusted_bits(question, data, url, purpose).get(int(index))
    except FormatError as error:
        raise _CouldNotCheck("status_list_refused", url=url[:200], why=error.code) from error


def _trusted_bits(question: StatusQuestion, data: bytes, url: str, purpose: StatusPurpose) -> Bitstring:
    issuer = issuer_of(question.document)
    controller = None
    if issuer.startswith("did:"):
        try:
            controller = json.dumps(question.resolvers.did(issuer), sort_keys=True)
        except (Unresolvable, TypeError, ValueError) as error:
            raise EncodingRefused("issuer_unresolvable") from error
    if controller is not None:
        status_list, bits = _checked_list(data, issuer, controller)
    else:
        status_list, bits = _check_list(data, issuer, question.resolvers)
    # Otherwise a list of last year, or of other credentials, could be passed off as this one.
    if status_list.get("id") != url:
        raise EncodingRefused("another_status_list")
    _check_dates(status_list, url, question.now)
    purposes = status_list["credentialSubject"].get("statusPurpose")
    if purpose.value not in (purposes if isinstance(purposes, list) else [purposes]):
        raise EncodingRefused("another_purpose")
    return bits


@lru_cache(maxsize=64)
def _checked_list(data: bytes, issuer: str, controller: str) -> tuple[dict[str, Any], Bitstring]:
    """Check a list once for all credentials in it: the answer depends on its bytes and the keys only."""
    document = json.loads(controller)

    def resolve(did: str) -> Mapping[str, Any]:
        if did != issuer:
            raise Unresolvable(did)
        found: Mapping[str, Any] = document
        return found

    return _check_list(data, issuer, Resolvers(resolve, no_key))


def _check_list(data: bytes, issuer: str, resolvers: Resolvers) -> tuple[dict[str, Any], Bitstring]:
    signed = read_signed(data, maximum=MAXIMUM_LIST_BYTES)
    status_list = signed.document
    types = status_list.get("type")
    if not isinstance(types, list) or "BitstringStatusListCredential" not in types:
        raise EncodingRefused("not_a_status_list")
    if issuer_of(status_list) != issuer:
        raise EncodingRefused("another_issuer")
    secured = check_secured(signed, resolvers=resolvers)
    if not secured.confirmed:
        for check in (secured.contexts, secured.proof, secured.issuer):
            if check.result != "yes":
                raise EncodingRefused(check.reason.code)
    subject = status_list.get("credentialSubject")
    if not isinstance(subject, dict) or subject.get("type") not in (
        "BitstringStatusList",
        ["BitstringStatusList"],
    ):
        raise EncodingRefused("not_a_status_list")
    return status_list, Bitstring.decode(str(subject.get("encodedList")))


def _check_dates(status_list: Mapping[str, Any], url: str, now: datetime) -> None:
    if "validFrom" in status_list and from_timestamp(status_list["validFrom"]) > now + CLOCK_DIFFERENCE:
        raise EncodingRefused("not_yet_valid")
    if "validUntil" in status_list and from_timestamp(status_list["validUntil"]) < now:
        raise _CouldNotCheck("status_list_outdated", url=url[:200], until=str(status_list["validUntil"]))
