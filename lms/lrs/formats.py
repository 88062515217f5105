"""The text formats of xAPI: identifiers, times, durations, language tags; pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from functools import lru_cache
from uuid import UUID

UUID_PATTERN = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
# RFC 3987 with a scheme: no spaces, control characters, delimiters or lone surrogates.
IRI_PATTERN = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20\x7f-\xa0<>\"{}|\\^`\ud800-\udfff]+")
MAILTO_PATTERN = re.compile(r"mailto:[^\s@<>\x00-\x1f\ud800-\udfff]+@[^\s@<>\x00-\x1f\ud800-\udfff]+")
SHA1_PATTERN = re.compile(r"[0-9a-fA-F]{40}")
SHA2_PATTERN = re.compile(r"[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128}")
MEDIA_TYPE_PATTERN = re.compile(
    r"[A-Za-z0-9!#$&^_.+\-]+/[A-Za-z0-9!#$&^_.+\-]+"
    r"([ \t]*;[ \t]*[A-Za-z0-9!#$&^_.+\-]+=(\"[^\"\x00-\x08\x0a-\x1f\x7f]*\"|[^\s;\"\x00-\x1f\x7f]+))*"
)
# RFC 5646, 2.1: langtag, privateuse or a grandfathered irregular tag.
LANGUAGE_PATTERN = re.compile(
    r"""(?xi)
    ( ([a-z]{2,3}(-[a-z]{3}){0,3} | [a-z]{4} | [a-z]{5,8})
      (-[a-z]{4})? (-([a-z]{2}|[0-9]{3}))?
      (-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*
      (-[a-wyz0-9](-[a-z0-9]{2,8})+)*
      (-x(-[a-z0-9]{1,8})+)?
    | x(-[a-z0-9]{1,8})+
    | en-gb-oed | i-ami | i-bnn | i-default | i-enochian | i-hak | i-klingon | i-lux | i-mingo | i-navajo
    | i-pwn | i-tao | i-tay | i-tsu | sgn-be-fr | sgn-be-nl | sgn-ch-de
    )"""
)
TIMESTAMP_PATTERN = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(:(?P<second>[0-9]{2})"
    r"([.,](?P<fraction>[0-9]+))?)?(?P<zone>[Zz]|[+-][0-9]{2}(:?[0-9]{2})?)?"
)
_NUMBER = r"[0-9]+(?:[.,][0-9]+)?"
DURATION_PATTERN = re.compile(
    rf"P(?=[0-9T])(?:(?P<weeks>{_NUMBER})W|"
    rf"(?:(?P<years>{_NUMBER})Y)?(?:(?P<months>{_NUMBER})M)?(?:(?P<days>{_NUMBER})D)?"
    rf"(?:T(?=[0-9])(?:(?P<hours>{_NUMBER})H)?(?:(?P<minutes>{_NUMBER})M)?(?:(?P<seconds>{_NUMBER})S)?)?)"
)
DURATION_UNITS = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")


def is_uuid(value: object) -> bool:
    return isinstance(value, str) and UUID_PATTERN.fullmatch(value) is not None


def is_iri(value: object) -> bool:
    if not isinstance(value, str):
        return False
    return _is_iri(value) if len(value) <= 200 else IRI_PATTERN.fullmatch(value) is not None


@lru_cache(maxsize=4096)
def _is_iri(value: str) -> bool:
    # Verbs, types and activities come back again and again.
    return IRI_PATTERN.fullmatch(value) is not None


@lru_cache(maxsize=1024)
def is_language_tag(value: str) -> bool:
    return LANGUAGE_PATTERN.fullmatch(value) is not None


def parse_uuid(value: str) -> UUID | None:
    return UUID(value) if is_uuid(value) else None


def parse_timestamp(value: str, *, needs_zone: bool = False) -> datetime | None:
    """Return the moment in UTC (a time without an offset is taken as UTC); None where it is not a timestamp.

    The offset −00:00 is refused, as the specification says. Fractions beyond microseconds are cut off.
    """
    match = TIMESTAMP_PATTERN.fullmatch(value)
    if match is None:
        return None
    zone = match["zone"]
    if zone is None:
        if needs_zone:
            return None
        zone = "+00:00"
    elif zone in "Zz":
        zone = "+00:00"
    elif zone[0] == "-" and not zone.strip("-0:"):
        return None
    fraction = (match["fraction"] or "")[:6].ljust(6, "0")
    # A leap second is the last moment of its minute.
    second = match["second"] or "00"
    if second == "60":
        second, fraction = "59", "999999"
    try:
        moment = datetime.fromisoformat(
            f"{match['date']}T{match['hour']}:{match['minute']}:{second}.{fraction}{zone}"
        )
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def is_duration(value: object) -> bool:
    """Whether `value` is an ISO 8601 duration, with a fraction in its smallest unit at most."""
    if not isinstance(value, str):
        return False
    match = DURATION_PATTERN.fullmatch(value)
    if match is None:
        return False
    given = [match[unit] for unit in DURATION_UNITS if match[unit] is not None]
    return not any("." in part or "," in part for part in given[:-1])


def duration_key(value: str) -> tuple[Decimal, Decimal]:
    """Return months and seconds of a valid duration, cut to 0.01 s: equal durations have equal keys (4.6)."""
    match = DURATION_PATTERN.fullmatch(value)
    assert match is not None
    part = {unit: Decimal((match[unit] or "0").replace(",", ".")) for unit in DURATION_UNITS}
    # A duration may have more digits than Decimal counts with by itself.
    with localcontext(prec=len(value) + 20):
        days = part["weeks"] * 7 + part["days"]
        seconds = ((days * 24 + part["hours"]) * 60 + part["minutes"]) * 60 + part["seconds"]
        return part["years"] * 12 + part["months"], seconds.quantize(Decimal("0.01"), rounding="ROUND_DOWN")


def format_timestamp(moment: datetime) -> str:
    """Write a moment as RFC 3339 in UTC with microseconds."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def shifted(moment: datetime, by: timedelta) -> datetime:
    """Return `moment + by`, kept within what a datetime can say."""
    try:
        return moment + by
    except OverflowError:
        return moment
