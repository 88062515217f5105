"""Is a credential revoked or suspended? Asked of the issuer's status lists.

The lists are checked as strictly as the credential.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from credentials.formats.errors import EncodingRefused, FormatError
from credentials.formats.status_list import Bitstring, StatusPurpose
from credentials.formats.timestamps import from_timestamp
from credentials.verify.parsing import parse
from credentials.verify.report import Check, answer
from credentials.verify.secured import ResolveDid, Unresolvable, check_secured, issuer_of

ResolveStatusList = Callable[[str], bytes]
CLOCK_DIFFERENCE = timedelta(minutes=5)
_ENTRY_TYPE = "BitstringStatusListEntry"
_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
_ANSWERS = {
    StatusPurpose.REVOCATION: ("not_revoked", "revoked"),
    StatusPurpose.SUSPENSION: ("not_suspended", "suspended"),
}


@dataclass(frozen=True)
class StatusQuestion:
    """Everything that the answer to a status question depends on."""

    document: Mapping[str, Any]
    resolve_did: ResolveDid
    resolve_status_list: ResolveStatusList
    now: datetime


class _CouldNotCheck(Exception):
    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(code)
        self.code, self.parameters = code, parameters


def check_status(question: StatusQuestion, purpose: StatusPurpose) -> Check:
    """Answer whether the bit of a credential for one purpose is clear.

    Bitstring Status List 1.0, 3.2 Validate.

    The list must be signed by the credential's issuer, be the list that the entry names, and be valid now;
    with anything else the answer is unknown. Raises nothing for any document.
    """
    clear, is_set = _ANSWERS[purpose]
    name = purpose.value
    try:
        entries = _entries(question.document, purpose)
        if not entries:
            return answer(name, "yes", "no_such_status")
        found = [_bit(question, entry, purpose) for entry in entries]
    except _CouldNotCheck as problem:
        return answer(name, "unknown", problem.code, **problem.parameters)
    return answer(name, "no", is_set) if any(found) else answer(name, "yes", clear)


def _entries(document: Mapping[str, Any], purpose: StatusPurpose) -> list[Mapping[str, Any]]:
    raw = document.get("credentialStatus")
    entries = raw if isinstance(raw, list) else [] if raw is None else [raw]
    result = []
    for entry in entries:
        kind = entry.get("type") if isinstance(entry, dict) else None
        if kind not in (_ENTRY_TYPE, [_ENTRY_TYPE]):
            raise _CouldNotCheck("status_kind_not_supported", kind=str(kind)[:80])
        stated = entry.get("statusPurpose")
        if not isinstance(stated, str):
            raise _CouldNotCheck("status_malformed", field="statusPurpose")
        if stated == purpose.value:
            result.append(entry)
    return result


def _bit(question: StatusQuestion, entry: Mapping[str, Any], purpose: StatusPurpose) -> bool:
    index, url = entry.get("statusListIndex"), entry.get("statusListCredential")
    if not isinstance(index, str) or not _INDEX.fullmatch(index):
        raise _CouldNotCheck("status_malformed", field="statusListIndex")
    if not isinstance(url, str):
        raise _CouldNotCheck("status_malformed", field="statusListCredential")
    if entry.get("statusSize", 1) != 1:
        raise _CouldNotCheck("status_kind_not_supported", kind="statusSize")
    try:
        data = question.resolve_status_list(url)
    except Unresolvable as error:
        raise _CouldNotCheck("status_unresolvable", url=url[:200]) from error
    try:
        bits = _trusted_bits(question, data, url, purpose)
        return bits.get(int(index))
    except FormatError as error:
        raise _CouldNotCheck("status_list_refused", url=url[:200], why=error.code) from error


def _trusted_bits(question: StatusQuestion, data: bytes, url: str, purpose: StatusPurpose) -> Bitstring:
    status_list = parse(data)
    types = status_list.get("type")
    if not isinstance(types, list) or "BitstringStatusListCredential" not in types:
        raise EncodingRefused("not_a_status_list")
    # Otherwise a list of last year, or of other credentials, could be passed off as this one.
    if status_list.get("id") != url:
        raise EncodingRefused("another_status_list")
    if issuer_of(status_list) != issuer_of(question.document):
        raise EncodingRefused("another_issuer")
    secured = check_secured(status_list, resolve_did=question.resolve_did)
    for check in (secured.contexts, secured.proof, secured.issuer):
        if check.result != "yes":
            raise EncodingRefused(check.reason.code)
    _check_dates(status_list, url, question.now)
    subject = status_list.get("credentialSubject")
    if not isinstance(subject, dict) or subject.get("type") not in (
        "BitstringStatusList",
        ["BitstringStatusList"],
    ):
        raise EncodingRefused("not_a_status_list")
    purposes = subject.get("statusPurpose")
    if purpose.value not in (purposes if isinstance(purposes, list) else [purposes]):
        raise EncodingRefused("another_purpose")
    return Bitstring.decode(str(subject.get("encodedList")))


def _check_dates(status_list: Mapping[str, Any], url: str, now: datetime) -> None:
    if "validFrom" in status_list and from_timestamp(status_list["validFrom"]) > now + CLOCK_DIFFERENCE:
        raise EncodingRefused("not_yet_valid")
    if "validUntil" in status_list and from_timestamp(status_list["validUntil"]) < now:
        raise _CouldNotCheck("status_list_outdated", url=url[:200], until=str(status_list["validUntil"]))
