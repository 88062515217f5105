"""Query parameters, read strictly; pure. Each raises StatementRefused with the parameter's name as path."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from lms.lrs.formats import is_iri, parse_timestamp, parse_uuid
from lms.lrs.records import JSONObject, Problem, StatementRefused
from lms.lrs.requests.parsing import parsed
from lms.lrs.validation import problem_in_agent

Parameters = Mapping[str, str]


def refuse(name: str, message: str, clause: str) -> NoReturn:
    raise StatementRefused(Problem(name, message, clause))


def only(parameters: Parameters, allowed: frozenset[str], clause: str) -> None:
    """Refuse parameters that are not `allowed`; their names are case-sensitive (1.0.3, part 3, 3.2)."""
    for name in parameters:
        if name not in allowed:
            refuse(name, "is not a parameter that may stand here", clause)


def text_in(parameters: Parameters, name: str, clause: str) -> str:
    if name not in parameters:
        refuse(name, "is missing", clause)
    if not parameters[name] or "\0" in parameters[name]:
        refuse(name, "must be a text that is not empty", clause)
    return parameters[name]


def uuid_in(parameters: Parameters, name: str, clause: str) -> UUID:
    value = parse_uuid(parameters[name])
    if value is None:
        refuse(name, "must be a UUID", clause)
    return value


def iri_in(parameters: Parameters, name: str, clause: str) -> str:
    if name not in parameters:
        refuse(name, "is missing", clause)
    if not is_iri(parameters[name]):
        refuse(name, "must be an IRI with a scheme", clause)
    return parameters[name]


def agent_in(parameters: Parameters, name: str, clause: str) -> JSONObject:
    """Return an agent or identified group, given as JSON."""
    if name not in parameters:
        refuse(name, "is missing", clause)
    agent: JSONObject = parsed(parameters[name], name)
    problem = problem_in_agent(agent, name)
    if problem is not None:
        raise StatementRefused(problem)
    return agent


def flag_in(parameters: Parameters, name: str, clause: str) -> bool:
    value = parameters.get(name, "false").lower()
    if value not in ("true", "false"):
        refuse(name, "must be true or false", clause)
    return value == "true"


def moment_in(parameters: Parameters, name: str, clause: str) -> datetime | None:
    if name not in parameters:
        return None
    # A plus sign that was not escaped arrives as a blank.
    moment = parse_timestamp(parameters[name].strip().replace(" ", "+"))
    if moment is None:
        refuse(name, "must be an ISO 8601 timestamp", clause)
    return moment
