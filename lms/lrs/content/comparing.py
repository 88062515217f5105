"""Whether two statements with one id are the same statement; pure (xAPI 1.0.3, part 2, 2.3.1 and part 3, 3.1)."""

from __future__ import annotations

from typing import Any

from lms.lrs.formats import duration_key, is_duration, parse_timestamp
from lms.lrs.records import JSONObject

# Set or changed by record stores, so that they say nothing about sameness.
IGNORED = frozenset({"id", "authority", "stored", "timestamp", "version", "attachments"})


def same_statement(one: JSONObject, other: JSONObject) -> bool:
    """Compare two valid statements as the specification says: durations to 0.01 s, sets without order."""
    return _comparable(one, top=True) == _comparable(other, top=True)


def _comparable(statement: JSONObject, *, top: bool) -> JSONObject:
    result = {name: value for name, value in statement.items() if not (top and name in IGNORED)}
    result["actor"] = _agent(result["actor"])
    result["verb"] = result["verb"]["id"]
    result["object"] = _target(result["object"])
    if "timestamp" in result:
        result["timestamp"] = parse_timestamp(result["timestamp"])
    if "result" in result and is_duration(result["result"].get("duration")):
        result["result"] = {**result["result"], "duration": duration_key(result["result"]["duration"])}
    if "context" in result:
        result["context"] = _context(result["context"])
    return result


def _agent(agent: JSONObject) -> JSONObject:
    result = {"objectType": "Agent", **agent}
    if "member" in result:
        result["member"] = sorted((_agent(member) for member in result["member"]), key=repr)
    return result


def _target(target: JSONObject) -> Any:
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        # The definition is no part of what was said: record stores merge it (2.4.4.1).
        return target["id"]
    if kind in ("Agent", "Group"):
        return _agent(target)
    if kind == "SubStatement":
        return _comparable(target, top=False)
    return {**target, "id": target["id"].lower()}


def _context(context: JSONObject) -> JSONObject:
    result = dict(context)
    if "registration" in result:
        result["registration"] = result["registration"].lower()
    if "statement" in result:
        result["statement"] = _target(result["statement"])
    for name in ("instructor", "team"):
        if name in result:
            result[name] = _agent(result[name])
    if "contextActivities" in result:
        result["contextActivities"] = {
            name: sorted(item["id"] for item in ([given] if isinstance(given, dict) else given))
            for name, given in result["contextActivities"].items()
        }
    return result
