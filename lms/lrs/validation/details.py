"""Result, context, attachments and references (part 2, 2.4.4.3, 2.4.5, 2.4.6, 2.4.11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from sys import float_info
from typing import Any

from lms.lrs.formats import MEDIA_TYPE_PATTERN, SHA2_PATTERN, is_duration, is_language_tag
from lms.lrs.validation.activities import check_activity
from lms.lrs.validation.agents import check_actor, check_agent, check_group
from lms.lrs.validation.basics import (
    Broken,
    check_extensions,
    check_iri,
    check_language_map,
    check_object,
    check_text,
    check_uuid,
    items_of,
)

RESULT = frozenset({"score", "success", "completion", "response", "duration", "extensions"})

SCORE = frozenset({"scaled", "raw", "min", "max"})

CONTEXT = frozenset(
    {
        "registration",
        "instructor",
        "team",
        "contextActivities",
        "revision",
        "platform",
        "language",
        "statement",
        "extensions",
    }
)

CONTEXT_2_0 = CONTEXT | {"contextAgents", "contextGroups"}

CONTEXT_ACTIVITIES = frozenset({"parent", "grouping", "category", "other"})

ATTACHMENT = frozenset({"usageType", "display", "description", "contentType", "length", "sha2", "fileUrl"})


def check_result(data: object, path: str) -> None:
    result = check_object(data, path, RESULT, "2.4.5")
    for name, value in result.items():
        if name in ("success", "completion"):
            if not isinstance(value, bool):
                raise Broken(f"{path}.{name}", "must be true or false", "2.4.5")
        elif name == "score":
            _score(value, f"{path}.score")
        elif name == "response":
            check_text(value, f"{path}.response", "2.4.5")
        elif name == "duration":
            if not is_duration(value):
                raise Broken(f"{path}.duration", "must be an ISO 8601 duration", "2.4.5")
        else:
            check_extensions(value, f"{path}.extensions")


def _score(data: object, path: str) -> None:
    score = check_object(data, path, SCORE, "2.4.5.1")
    for name, value in score.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
            raise Broken(f"{path}.{name}", "must be a number", "2.4.5.1")
    if not -1 <= score.get("scaled", 0) <= 1:
        raise Broken(f"{path}.scaled", "must be between -1 and 1", "2.4.5.1")
    if "min" in score and "max" in score and score["min"] >= score["max"]:
        raise Broken(f"{path}.min", "must be less than max", "2.4.5.1")
    raw: Any = score.get("raw", score.get("min", score.get("max", 0)))
    if not score.get("min", raw) <= raw <= score.get("max", raw):
        raise Broken(f"{path}.raw", "must be between min and max", "2.4.5.1")


def _is_finite(value: float) -> bool:
    # Whole numbers have no end in Python: one beyond a float is as endless as 1e400.
    return abs(value) <= float_info.max


def check_context(data: object, path: str, kind: str, is_2_0: bool) -> None:
    context = check_object(data, path, CONTEXT_2_0 if is_2_0 else CONTEXT, "2.4.6")
    for name, value in context.items():
        _CONTEXT_CHECKS[name](value, f"{path}.{name}")
    if kind != "Activity":
        for name in ("revision", "platform"):
            if name in context:
                raise Broken(f"{path}.{name}", "is only for statements about an activity", "2.4.6")


def _context_activities(data: object, path: str) -> None:
    for name, value in check_object(data, path, CONTEXT_ACTIVITIES, "2.4.6.2").items():
        if isinstance(value, dict):
            check_activity(value, f"{path}.{name}")
        else:
            for item_path, item in items_of(value, f"{path}.{name}", "2.4.6.2"):
                check_activity(item, item_path)


def _context_entries(kind: str, name: str, check: Callable[[object, str], None]) -> Callable[[object, str], None]:
    allowed = frozenset({"objectType", name, "relevantTypes"})

    def entries(data: object, path: str) -> None:
        for item_path, item in items_of(data, path, "IEEE 9274.1.1, 4.2.6"):
            entry = check_object(item, item_path, allowed, "IEEE 9274.1.1, 4.2.6")
            if entry.get("objectType") != kind:
                raise Broken(f"{item_path}.objectType", f"must be {kind}", "IEEE 9274.1.1, 4.2.6")
            if name not in entry:
                raise Broken(f"{item_path}.{name}", "is missing", "IEEE 9274.1.1, 4.2.6")
            check(entry[name], f"{item_path}.{name}")
            if "relevantTypes" in entry:
                types = items_of(entry["relevantTypes"], f"{item_path}.relevantTypes", "IEEE 9274.1.1, 4.2.6")
                if not types:
                    raise Broken(f"{item_path}.relevantTypes", "must not be empty", "IEEE 9274.1.1, 4.2.6")
                for type_path, value in types:
                    check_iri(value, type_path, "IEEE 9274.1.1, 4.2.6")

    return entries


def _language(data: object, path: str) -> None:
    if not (isinstance(data, str) and is_language_tag(data)):
        raise Broken(path, "must be a language tag of RFC 5646", "2.4.6")


def check_statement_ref(data: object, path: str) -> None:
    reference = check_object(data, path, frozenset({"objectType", "id"}), "2.4.4.3")
    if reference.get("objectType") != "StatementRef":
        raise Broken(f"{path}.objectType", "must be StatementRef", "2.4.4.3")
    check_uuid(reference.get("id"), f"{path}.id", "2.4.4.3")


def check_attachment(data: object, path: str) -> None:
    attachment = check_object(data, path, ATTACHMENT, "2.4.11")
    for name in ("usageType", "display", "contentType", "length", "sha2"):
        if name not in attachment:
            raise Broken(f"{path}.{name}", "is missing", "2.4.11")
    check_iri(attachment["usageType"], f"{path}.usageType", "2.4.11")
    check_language_map(attachment["display"], f"{path}.display", "2.4.11")
    if "description" in attachment:
        check_language_map(attachment["description"], f"{path}.description", "2.4.11")
    content_type = attachment["contentType"]
    if not (isinstance(content_type, str) and MEDIA_TYPE_PATTERN.fullmatch(content_type)):
        raise Broken(f"{path}.contentType", "must be an Internet media type", "2.4.11")
    length = attachment["length"]
    if isinstance(length, bool) or not isinstance(length, int) or length < 0:
        raise Broken(f"{path}.length", "must be a whole number of octets", "2.4.11")
    sha2 = attachment["sha2"]
    if not (isinstance(sha2, str) and SHA2_PATTERN.fullmatch(sha2)):
        raise Broken(f"{path}.sha2", "must be a SHA-2 in hexadecimal digits", "2.4.11")
    if "fileUrl" in attachment:
        check_iri(attachment["fileUrl"], f"{path}.fileUrl", "2.4.11")


_CONTEXT_CHECKS: Mapping[str, Callable[[object, str], None]] = {
    "registration": lambda data, path: check_uuid(data, path, "2.4.6"),
    "instructor": check_actor,
    "team": check_group,
    "contextActivities": _context_activities,
    "contextAgents": _context_entries("contextAgent", "agent", check_agent),
    "contextGroups": _context_entries("contextGroup", "group", check_group),
    "revision": lambda data, path: check_text(data, path, "2.4.6"),
    "platform": lambda data, path: check_text(data, path, "2.4.6"),
    "language": _language,
    "statement": check_statement_ref,
    "extensions": check_extensions,
}
