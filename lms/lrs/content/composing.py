"""How a stored statement is returned: exactly, with what the record store sets, or reduced; pure.

xAPI 1.0.3, part 3, 2.1.3 (format) and part 2, 2.4.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from lms.lrs.content.activities import merged_definition
from lms.lrs.formats import format_timestamp
from lms.lrs.records import JSONObject
from lms.lrs.requests.parsing import members_of

# What a client says of these is replaced.
_SET_BY_US = ("authority", "stored")


class Stored(Protocol):
    id: UUID
    raw: str
    authority: str
    version: str
    stored: datetime


def exact(statement: Stored) -> str:
    """Return the statement's own text, in which only authority, stored and what was left out are added."""
    members = [(name, text) for name, text in members_of(statement.raw) if name not in _SET_BY_US]
    given = {name for name, _ in members}
    if "id" not in given:
        members.insert(0, ("id", f'"{statement.id}"'))
    if "timestamp" not in given:
        members.append(("timestamp", f'"{format_timestamp(statement.stored)}"'))
    if "version" not in given:
        members.append(("version", f'"{statement.version}"'))
    members.append(("stored", f'"{format_timestamp(statement.stored)}"'))
    members.append(("authority", statement.authority))
    return "{" + ",".join(f"{json.dumps(name)}:{text}" for name, text in members) + "}"


def listed_context_activities(statement: JSONObject) -> JSONObject:
    """Return the statement with lists where one context activity came alone (2.4.6.2); itself where none did."""
    result = statement
    target = statement["object"]
    if target.get("objectType") == "SubStatement":
        listed = listed_context_activities(target)
        if listed is not target:
            result = {**result, "object": listed}
    activities = statement.get("context", {}).get("contextActivities", {})
    if any(isinstance(given, dict) for given in activities.values()):
        lists = {name: [given] if isinstance(given, dict) else given for name, given in activities.items()}
        result = {**result, "context": {**statement["context"], "contextActivities": lists}}
    return result


def ids_only(statement: Stored) -> str:
    """Return the statement with nothing but identifiers of agents, activities and verbs."""
    return json.dumps(_mapped(json.loads(exact(statement)), _short_agent, _short_activity, _short_verb))


def canonical(statement: Stored, languages: Sequence[str], known: Mapping[str, JSONObject]) -> str:
    """Return the statement with the record store's own definition of each activity, and one language of all texts.

    `languages` are the reader's, best first; `known` are definitions by activity id.
    """

    def activity(data: JSONObject) -> JSONObject:
        definition = merged_definition([data.get("definition", {}), known.get(data["id"], {})])
        if not definition:
            return data
        for name in ("name", "description"):
            if name in definition:
                definition[name] = one_language(definition[name], languages)
        for name in ("choices", "scale", "source", "target", "steps"):
            if name in definition:
                definition[name] = [
                    {**item, "description": one_language(item["description"], languages)}
                    if "description" in item
                    else item
                    for item in definition[name]
                ]
        return {**data, "definition": definition}

    def verb(data: JSONObject) -> JSONObject:
        return {**data, "display": one_language(data["display"], languages)} if "display" in data else data

    return json.dumps(_mapped(json.loads(exact(statement)), lambda agent: agent, activity, verb))


def one_language(texts: dict[str, str], languages: Sequence[str]) -> dict[str, str]:
    """Pick the text that a reader of `languages` understands best; the first one where none fits."""
    for wanted in languages:
        for tag, text in texts.items():
            if tag.lower() == wanted.lower():
                return {tag: text}
        for tag, text in texts.items():
            if tag.lower().split("-")[0] == wanted.lower().split("-")[0]:
                return {tag: text}
    return dict(list(texts.items())[:1])


def _short_agent(agent: JSONObject) -> JSONObject:
    kept: JSONObject = {
        name: agent[name] for name in ("objectType", "mbox", "mbox_sha1sum", "openid", "account") if name in agent
    }
    if set(kept) <= {"objectType"} and "member" in agent:
        kept["member"] = [_short_agent(member) for member in agent["member"]]
    return kept


def _short_activity(activity: JSONObject) -> JSONObject:
    return {"id": activity["id"]}


def _short_verb(verb: JSONObject) -> JSONObject:
    return {"id": verb["id"]}


def _mapped(statement: JSONObject, agent: Any, activity: Any, verb: Any) -> JSONObject:
    """Return a copy of the statement in which every agent, activity and verb went through its function."""
    result = dict(statement)
    result["actor"] = agent(statement["actor"])
    result["verb"] = verb(statement["verb"])
    target = statement["object"]
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        result["object"] = activity(target)
    elif kind in ("Agent", "Group"):
        result["object"] = agent(target)
    elif kind == "SubStatement":
        result["object"] = _mapped(target, agent, activity, verb)
    if "authority" in statement:
        result["authority"] = agent(statement["authority"])
    if "context" in statement:
        context = dict(statement["context"])
        for name in ("instructor", "team"):
            if name in context:
                context[name] = agent(context[name])
        for name, inner in (("contextAgents", "agent"), ("contextGroups", "group")):
            if name in context:
                context[name] = [{**entry, inner: agent(entry[inner])} for entry in context[name]]
        if "contextActivities" in context:
            context["contextActivities"] = {
                name: [activity(item) for item in items] for name, items in context["contextActivities"].items()
            }
        result["context"] = context
    return result
