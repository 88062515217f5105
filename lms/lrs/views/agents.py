"""The Agents resource: what an agent is called (xAPI 1.0.3, part 3, 2.4)."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, JsonResponse

from lms.lrs.content.relations import Role, agent_key
from lms.lrs.keys import scopes
from lms.lrs.models import Relation
from lms.lrs.queries import unvoided
from lms.lrs.records import JSONObject
from lms.lrs.requests.parameters import agent_in, only
from lms.lrs.validation.agents import IDENTIFIERS
from lms.lrs.views.protocol import Client, parameters_of, resource
from lms.lrs.views.visible import visible_statements

CLAUSE = "part 3, 2.4"
# A name that was used lately is enough; no list of names is kept.
NEWEST = 20


@resource("GET")
def agents(request: HttpRequest, client: Client) -> JsonResponse:
    parameters = parameters_of(request)
    only(parameters, frozenset({"agent"}), CLAUSE)
    return JsonResponse(_person(agent_in(parameters, "agent", CLAUSE), client))


def _person(agent: JSONObject, client: Client) -> dict[str, Any]:
    """Return the agent as a Person: each property a list. Identifiers of other agents are never joined to it."""
    person: dict[str, Any] = {"objectType": "Person"}
    names = [agent["name"]] if "name" in agent else []
    if client.may(scopes.READ, scopes.ALL_READ, scopes.READ_MINE):
        names += _names(agent, client)
    if names:
        person["name"] = list(dict.fromkeys(names))
    return person | {name: [agent[name]] for name in IDENTIFIERS if name in agent}


def _names(agent: JSONObject, client: Client) -> list[str]:
    """What the newest statements that the client may read call this actor."""
    key = agent_key(agent)
    named = Relation.objects.filter(key=key, role=Role.ACTOR, statement__tenant=client.key.fieldlab)
    newest = named.order_by("-statement_id")[:NEWEST]
    statements = unvoided(visible_statements(client).filter(seq__in=[row.statement_id for row in newest]))
    actors = [json.loads(statement.raw)["actor"] for statement in statements.order_by("-seq")]
    return [
        actor["name"]
        for given in actors
        for actor in (given, *given.get("member", ()))
        if "name" in actor and agent_key(actor) == key
    ]
