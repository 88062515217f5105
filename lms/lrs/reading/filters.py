"""The query parameters of GET statements; pure (xAPI 1.0.3, part 3, 2.1.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lms.lrs.content.relations import activity_key, agent_key, verb_key
from lms.lrs.requests.parameters import agent_in, flag_in, iri_in, moment_in, only, refuse, uuid_in

CLAUSE = "part 3, 2.1.3"
PAGE = 100
MAX_PAGE = 500
FORMATS = ("exact", "ids", "canonical")
SINGLE = frozenset({"statementId", "voidedStatementId", "format", "attachments"})
LISTING = frozenset(
    {
        "agent",
        "verb",
        "activity",
        "registration",
        "related_activities",
        "related_agents",
        "since",
        "until",
        "limit",
        "format",
        "attachments",
        "ascending",
    }
)


@dataclass(frozen=True)
class StatementFilter:
    """What is looked for, by the keys of relations.py."""

    agent: bytes | None = None
    verb: bytes | None = None
    activity: bytes | None = None
    registration: UUID | None = None
    related_agents: bool = False
    related_activities: bool = False
    since: datetime | None = None
    until: datetime | None = None
    ascending: bool = False

    def to_json(self) -> dict[str, Any]:
        return {name: _as_json(value) for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> StatementFilter:
        values = dict(data)
        for name in ("agent", "verb", "activity"):
            if name in values:
                values[name] = bytes.fromhex(values[name])
        for name in ("since", "until"):
            if name in values:
                values[name] = datetime.fromisoformat(values[name])
        if "registration" in values:
            values["registration"] = UUID(values["registration"])
        return cls(**values)


@dataclass(frozen=True)
class Listing:
    """A request for a page of statements."""

    filter: StatementFilter
    limit: int
    format: str
    attachments: bool = False


@dataclass(frozen=True)
class Single:
    """A request for one statement by its id."""

    id: UUID
    voided: bool
    format: str
    attachments: bool = False


def request_in(parameters: Mapping[str, str]) -> Listing | Single:
    """Read the parameters of a GET; raises StatementRefused with the parameter's name as path."""
    if "statementId" in parameters or "voidedStatementId" in parameters:
        if "statementId" in parameters and "voidedStatementId" in parameters:
            refuse("voidedStatementId", "can't stand beside statementId", CLAUSE)
        only(parameters, SINGLE, CLAUSE)
        voided = "voidedStatementId" in parameters
        name = "voidedStatementId" if voided else "statementId"
        return Single(
            uuid_in(parameters, name, CLAUSE),
            voided,
            _format(parameters),
            flag_in(parameters, "attachments", CLAUSE),
        )
    only(parameters, LISTING, CLAUSE)
    given = parameters.keys()
    return Listing(
        StatementFilter(
            agent=agent_key(agent_in(parameters, "agent", CLAUSE)) if "agent" in given else None,
            verb=verb_key(iri_in(parameters, "verb", CLAUSE)) if "verb" in given else None,
            activity=activity_key(iri_in(parameters, "activity", CLAUSE)) if "activity" in given else None,
            registration=uuid_in(parameters, "registration", CLAUSE) if "registration" in given else None,
            related_agents=flag_in(parameters, "related_agents", CLAUSE),
            related_activities=flag_in(parameters, "related_activities", CLAUSE),
            since=moment_in(parameters, "since", CLAUSE),
            until=moment_in(parameters, "until", CLAUSE),
            ascending=flag_in(parameters, "ascending", CLAUSE),
        ),
        _limit(parameters),
        _format(parameters),
        flag_in(parameters, "attachments", CLAUSE),
    )


def _as_json(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _limit(parameters: Mapping[str, str]) -> int:
    text = parameters.get("limit", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        refuse("limit", "must be a whole number, not below zero", CLAUSE)
    return min(int(text) or PAGE, MAX_PAGE)


def _format(parameters: Mapping[str, str]) -> str:
    value = parameters.get("format", "exact")
    if value not in FORMATS:
        refuse("format", f"must be one of {', '.join(FORMATS)}", CLAUSE)
    return value
