"""Whether a statement is valid xAPI, 1.0.3 or 2.0: one strict pass over plain dicts, pure.

Clauses name part 2 of the specification 1.0.3; where only IEEE 9274.1.1 (2.0) has a rule, its section.
"""

from __future__ import annotations

from lms.lrs.records import JSONObject, Problem
from lms.lrs.validation.activities import check_activity
from lms.lrs.validation.agents import IDENTIFIERS, check_actor, check_authority
from lms.lrs.validation.basics import (
    Broken,
    check_iri,
    check_language_map,
    check_object,
    check_timestamp,
    check_uuid,
    items_of,
)
from lms.lrs.validation.details import check_attachment, check_context, check_result, check_statement_ref
from lms.lrs.vocabulary import VOIDED

SUBSTATEMENT = frozenset(
    {"objectType", "actor", "verb", "object", "result", "context", "timestamp", "attachments"}
)

STATEMENT = (SUBSTATEMENT - {"objectType"}) | {"id", "stored", "authority", "version"}


def problem_in(data: object, *, version: str = "1.0.3") -> Problem | None:
    """Return the first rule that the statement breaks; None where it is valid.

    `data` is parsed JSON. `version` is the version of the request (`1.0.…` or `2.0.…`).
    """
    try:
        _statement(data, version.startswith("2."))
    except Broken as broken:
        return broken.problem
    return None


def problem_in_agent(data: object, path: str = "agent") -> Problem | None:
    """The same for an agent or identified group alone, as the query parameter `agent` gives it."""
    try:
        check_actor(data, path)
        assert isinstance(data, dict)
        if not any(name in data for name in IDENTIFIERS):
            raise Broken(path, "an anonymous group can't be looked for", "part 3, 2.1.3")
    except Broken as broken:
        return broken.problem
    return None


def _statement(data: object, is_2_0: bool) -> None:
    statement = check_object(data, "", STATEMENT, "2.2")
    _common(statement, "", is_2_0)
    if "id" in statement:
        check_uuid(statement["id"], "id", "2.4.1")
    if "stored" in statement:
        check_timestamp(statement["stored"], "stored", is_2_0, "2.4.8")
    if "version" in statement:
        allowed = ("1.0", "2.0") if is_2_0 else ("1.0",)
        given = statement["version"]
        if not (
            isinstance(given, str) and (given in allowed or given.startswith(tuple(f"{v}." for v in allowed)))
        ):
            raise Broken("version", f"must start with {' or '.join(f'{v}.' for v in allowed)}", "2.4.10")
    if "authority" in statement:
        check_authority(statement["authority"])
    if statement["verb"]["id"] == VOIDED.iri and statement["object"].get("objectType") != "StatementRef":
        raise Broken("object", "the object of a voiding statement must be a StatementRef", "2.3.2")


def _common(statement: JSONObject, path: str, is_2_0: bool) -> None:
    """Check what statements and SubStatements have in common."""
    for name in ("actor", "verb", "object"):
        if name not in statement:
            raise Broken(path + name, "is missing", "2.2")
    check_actor(statement["actor"], path + "actor")
    verb = check_object(statement["verb"], path + "verb", frozenset({"id", "display"}), "2.4.3")
    check_iri(verb.get("id"), path + "verb.id", "2.4.3")
    if "display" in verb:
        check_language_map(verb["display"], path + "verb.display", "2.4.3")
    kind = _target(statement["object"], path + "object", is_2_0, nested=bool(path))
    if "result" in statement:
        check_result(statement["result"], path + "result")
    if "context" in statement:
        check_context(statement["context"], path + "context", kind, is_2_0)
    if "timestamp" in statement:
        check_timestamp(statement["timestamp"], path + "timestamp", is_2_0, "2.4.7")
    if "attachments" in statement:
        for item_path, item in items_of(statement["attachments"], path + "attachments", "2.4.11"):
            check_attachment(item, item_path)


def _target(data: object, path: str, is_2_0: bool, *, nested: bool) -> str:
    """Check the object of a statement, and return its kind."""
    if not isinstance(data, dict):
        raise Broken(path, "must be an object", "2.4.4")
    kind = data.get("objectType", "Activity")
    if kind == "Activity":
        check_activity(data, path)
    elif kind in ("Agent", "Group"):
        check_actor(data, path)
    elif kind == "StatementRef":
        check_statement_ref(data, path)
    elif kind == "SubStatement" and not nested:
        check_object(data, path, SUBSTATEMENT, "2.4.4.3")
        _common(data, path + ".", is_2_0)
    elif kind == "SubStatement":
        raise Broken(path, "a SubStatement can't hold another SubStatement", "2.4.4.3")
    else:
        raise Broken(f"{path}.objectType", "must be Activity, Agent, Group, SubStatement or StatementRef", "2.4.4")
    return str(kind)
