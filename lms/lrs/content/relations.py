"""What a statement is found by: 128-bit keys of the agents and activities that it names, with roles; pure."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from hashlib import blake2b
from typing import Any

from lms.lrs.records import JSONObject


class Role(IntEnum):
    """In which role a statement names somebody or something. A group's members have the role of their group."""

    ACTOR = 1
    OBJECT = 2
    AUTHORITY = 3
    INSTRUCTOR = 4
    TEAM = 5
    PARENT = 6
    GROUPING = 7
    CATEGORY = 8
    OTHER = 9
    # Anything named within a SubStatement.
    SUBSTATEMENT = 10
    CONTEXT_AGENT = 11
    CONTEXT_GROUP = 12


# xAPI 1.0.3, part 3, 2.1.3: what the filters `agent` and `activity` look at, narrowly and broadly.
AGENT_ROLES = (Role.ACTOR, Role.OBJECT)
RELATED_AGENT_ROLES = (
    *AGENT_ROLES,
    Role.AUTHORITY,
    Role.INSTRUCTOR,
    Role.TEAM,
    Role.SUBSTATEMENT,
    Role.CONTEXT_AGENT,
    Role.CONTEXT_GROUP,
)
ACTIVITY_ROLES = (Role.OBJECT,)
RELATED_ACTIVITY_ROLES = (
    Role.OBJECT,
    Role.PARENT,
    Role.GROUPING,
    Role.CATEGORY,
    Role.OTHER,
    Role.SUBSTATEMENT,
)

# Identifiers in which the case of letters means nothing.
CASELESS = ("mbox", "mbox_sha1sum")
_CONTEXT_ACTIVITY_ROLES = (
    ("parent", Role.PARENT),
    ("grouping", Role.GROUPING),
    ("category", Role.CATEGORY),
    ("other", Role.OTHER),
)


def _key(identifier: str) -> bytes:
    return blake2b(identifier.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def verb_key(iri: str) -> bytes:
    return _key(f"verb:{iri}")


def activity_key(iri: str) -> bytes:
    return _key(f"activity:{iri}")


def agent_key(agent: JSONObject) -> bytes | None:
    """Return the key of an agent's or group's inverse functional identifier; None for an anonymous group.

    The case of letters in an e-mail address or a hash makes no other person.
    """
    if "account" in agent:
        # An IRI holds no space, so that the two parts can't run into each other.
        return _key(f"account:{agent['account']['homePage']} {agent['account']['name']}")
    for name in CASELESS:
        if name in agent:
            return _key(f"{name}:{agent[name].lower()}")
    return _key(f"openid:{agent['openid']}") if "openid" in agent else None


def relations_of(data: JSONObject, authority: JSONObject | None = None) -> set[tuple[bytes, Role]]:
    """Return the keys that a valid statement is found by, each with its role."""
    found: set[tuple[bytes, Role]] = {(key, Role.ACTOR) for key in _agent_keys(data["actor"])}
    _add_object(found, data["object"])
    if "context" in data:
        found.update(_context_relations(data["context"]))
    if authority is not None:
        found.update((key, Role.AUTHORITY) for key in _agent_keys(authority))
    return found


def _add_object(found: set[tuple[bytes, Role]], target: JSONObject) -> None:
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        found.add((activity_key(target["id"]), Role.OBJECT))
    elif kind in ("Agent", "Group"):
        found.update((key, Role.OBJECT) for key in _agent_keys(target))
    elif kind == "SubStatement":
        found.update((key, Role.SUBSTATEMENT) for key, _ in relations_of(target))


def _agent_keys(agent: JSONObject) -> Iterator[bytes]:
    own = agent_key(agent)
    if own is not None:
        yield own
    for member in agent.get("member", ()):
        key = agent_key(member)
        if key is not None:
            yield key


def _context_relations(context: JSONObject) -> Iterator[tuple[bytes, Role]]:
    for name, role in (("instructor", Role.INSTRUCTOR), ("team", Role.TEAM)):
        if name in context:
            for key in _agent_keys(context[name]):
                yield key, role
    for entry in context.get("contextAgents", ()):
        for key in _agent_keys(entry["agent"]):
            yield key, Role.CONTEXT_AGENT
    for entry in context.get("contextGroups", ()):
        for key in _agent_keys(entry["group"]):
            yield key, Role.CONTEXT_GROUP
    activities: dict[str, Any] = context.get("contextActivities", {})
    for name, role in _CONTEXT_ACTIVITY_ROLES:
        given = activities.get(name, ())
        for activity in [given] if isinstance(given, dict) else given:
            yield activity_key(activity["id"]), role
