"""Takes a person out of statements: the agents that name them give way to one that names nobody."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from lms.lrs.content.relations import CASELESS, agent_key, relations_of
from lms.lrs.models import Document, ForwardingRefusal, Relation, Statement, StatementAttachment
from lms.lrs.records import JSONObject

IDENTIFYING = ("name", "mbox", "mbox_sha1sum", "openid", "account")


def keys_of(agents: Iterable[JSONObject]) -> list[bytes]:
    return [key for agent in agents if (key := agent_key(agent)) is not None]


def identifier_of(agent: JSONObject) -> JSONObject:
    """Return what identifies an agent, alone: the same person may come with another name or without a type."""
    return next(
        ({name: agent[name]} for name in ("account", "mbox", "mbox_sha1sum", "openid") if name in agent), {}
    )


def naming(agents: Sequence[JSONObject]) -> QuerySet[Statement]:
    """Statements that name one of `agents` in any role; locked where the database can."""
    seqs = Relation.objects.filter(key__in=keys_of(agents)).values("statement_id")
    found = Statement.objects.filter(seq__in=seqs).order_by("seq")
    return found.select_for_update() if connection.vendor == "postgresql" else found


def documents_about(agents: Sequence[JSONObject]) -> QuerySet[Document]:
    return Document.objects.filter(agent_key__in=keys_of(agents))


def pseudonymise(statement: Statement, agents: Sequence[JSONObject], by: JSONObject) -> list[str]:
    """Put `by` in the place of `agents` in one statement; in the caller's transaction.

    Its attachments go, for a signature holds the statement as it was. Returns their files, for remove_unused.
    """
    data = replaced(json.loads(statement.raw), agents, by)
    statement.raw = json.dumps(data)
    statement.save(update_fields=["raw"])
    ForwardingRefusal.objects.filter(statement=statement).delete()
    Relation.objects.filter(statement=statement).delete()
    Relation.objects.bulk_create(
        Relation(key=key, role=role, statement=statement)
        for key, role in relations_of(data, json.loads(statement.authority))
    )
    attachments = StatementAttachment.objects.filter(statement=statement)
    files = list(attachments.values_list("file", flat=True))
    if files:
        attachments.delete()
    return files


def replaced(data: Any, agents: Sequence[JSONObject], by: JSONObject) -> Any:
    """Return a copy of JSON data in which `by` stands wherever one of `agents` stood, names and all."""
    if isinstance(data, list):
        return [replaced(item, agents, by) for item in data]
    if not isinstance(data, dict):
        return data
    folded = _folded(data).items()
    if any(_folded(agent).items() <= folded for agent in agents):
        kept = {name: value for name, value in data.items() if name not in IDENTIFYING}
        return {**replaced(kept, agents, by), "account": by["account"]}
    return {name: replaced(value, agents, by) for name, value in data.items()}


def _folded(agent: JSONObject) -> JSONObject:
    """With identifiers as relations.agent_key takes them; any JSON object may come."""
    given = {name: agent[name].lower() for name in CASELESS if isinstance(agent.get(name), str)}
    return {**agent, **given}
