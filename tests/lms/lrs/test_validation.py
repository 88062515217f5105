"""What is valid xAPI: part 2 of the specification 1.0.3, by clause."""

from copy import deepcopy
from time import process_time
from typing import Any
from uuid import uuid4

import pytest

from lms.lrs.validation import problem_in
from tests.factories.lrs import statement_data, void_data

ACCOUNT = {"homePage": "https://example.org", "name": "sanne"}


MEMBER = {"mbox": "mailto:a@b.nl"}


ACTIVITY = {"id": "https://example.org/activities/robot"}


ATTACHMENT = {
    "usageType": "https://example.org/photo",
    "display": {"nl": "Foto"},
    "contentType": "image/jpeg",
    "length": 12,
    "sha2": "0" * 64,
}


def subject(**properties: Any) -> dict[str, Any]:
    verb = {"id": "https://a.b/c"}
    return {"objectType": "SubStatement", "actor": MEMBER, "verb": verb, "object": ACTIVITY, **properties}


def definition(**properties: Any) -> dict[str, Any]:
    return {"object": {**ACTIVITY, "definition": properties}}


def component(*ids: str) -> list[dict[str, Any]]:
    return [{"id": key, "description": {"nl": key}} for key in ids]


VALID = {
    "2.2 the smallest statement": {},
    "2.4.1 an id in upper case": {"id": str(uuid4()).upper()},
    "2.4.1 no id": {"id": None},
    "2.4.2.1 an agent by account": {"actor": {"account": ACCOUNT, "name": "Sanne"}},
    "2.4.2.1 an agent by openid": {"actor": {"openid": "https://example.org/sanne"}},
    "2.4.2.1 an agent by mbox_sha1sum": {"actor": {"mbox_sha1sum": "0" * 40}},
    "2.4.2.2 an anonymous group": {"actor": {"objectType": "Group", "member": [MEMBER]}},
    "2.4.2.2 an identified group without members": {"actor": {"objectType": "Group", "account": ACCOUNT}},
    "2.4.3 a verb without display": {"verb": {"id": "urn:verb"}},
    "2.4.4 an agent as object": {"object": {"objectType": "Agent", **MEMBER}},
    "2.4.4.1 a choice question": definition(
        interactionType="choice",
        correctResponsesPattern=["a[,]b"],
        choices=component("a", "b"),
        name={"nl-NL": "Vraag"},
        type="https://a.b/c",
        moreInfo="https://a.b/c",
        extensions={"https://a.b/c": None},
    ),
    "2.4.4.1 matching": definition(interactionType="matching", source=component("a"), target=component("a")),
    "2.4.4.3 a StatementRef": {"object": {"objectType": "StatementRef", "id": str(uuid4())}},
    "2.4.4.3 a SubStatement": {"object": subject(timestamp="2026-01-01T10:00:00Z", result={"success": True})},
    "2.4.5 a result": {
        "result": {
            "score": {"scaled": -1, "raw": 5, "min": 0, "max": 10.5},
            "success": True,
            "completion": False,
            "response": "",
            "duration": "PT1H0.25S",
            "extensions": {"https://a.b/c": {"any": [1, None, {"thing": True}]}},
        }
    },
    "2.4.5 a duration in weeks": {"result": {"duration": "P3W"}},
    "2.4.5 a duration with comma": {"result": {"duration": "P1Y2M3DT4H5M6,7S"}},
    "2.4.6 a context": {
        "context": {
            "registration": str(uuid4()),
            "instructor": {"objectType": "Group", "member": [MEMBER]},
            "team": {"objectType": "Group", "member": [MEMBER]},
            "contextActivities": {"parent": [ACTIVITY], "grouping": ACTIVITY, "category": [], "other": [ACTIVITY]},
            "revision": "1",
            "platform": "skillslab",
            "language": "nl-NL",
            "statement": {"objectType": "StatementRef", "id": str(uuid4())},
            "extensions": {"urn:a": 1},
        }
    },
    "2.4.7 a timestamp with an offset": {"timestamp": "2026-01-01T10:00:00.123456789+01:00"},
    "2.4.7 a leap second": {"timestamp": "2016-12-31T23:59:60Z"},
    "2.4.9 a group of two as authority": {"authority": {"objectType": "Group", "member": [MEMBER, MEMBER]}},
    "2.4.10 any patch of 1.0": {"version": "1.0.17"},
    "2.4.11 an attachment": {"attachments": [ATTACHMENT]},
    "2.3.2 a void": void_data(uuid4()),
}


# Clause → (path of the problem, properties of the statement).
INVALID: dict[str, tuple[str, dict[str, Any]]] = {
    "2.2 an unknown property": ("Actor", {"Actor": MEMBER}),
    "2.2 null": ("context", {"context": {"language": None}}),
    "2.2 no actor": ("actor", {"actor": None}),
    "2.2 no verb": ("verb", {"verb": None}),
    "2.2 no object": ("object", {"object": None}),
    "2.4.1 an id that is no UUID": ("id", {"id": "42"}),
    "2.4.1 an id that is a number": ("id", {"id": 42}),
    "2.4.1 an id in braces": ("id", {"id": "{00000000-0000-4000-8000-000000000000}"}),
    "2.4.2 an actor that is a list": ("actor", {"actor": [MEMBER]}),
    "2.4.2 an unknown objectType": ("actor.objectType", {"actor": {"objectType": "agent", **MEMBER}}),
    "2.4.2.1 no identifier": ("actor", {"actor": {"name": "Sanne"}}),
    "2.4.2.1 two identifiers": ("actor", {"actor": {**MEMBER, "openid": "https://a.b"}}),
    "2.4.2.1 members of an agent": ("actor.member", {"actor": {**MEMBER, "member": []}}),
    "2.4.2.2 a group without members or identifier": ("actor.member", {"actor": {"objectType": "Group"}}),
    "2.4.2.2 a group of nobody": ("actor.member", {"actor": {"objectType": "Group", "member": []}}),
    "2.4.2.2 a group in a group": (
        "actor.member[0].objectType",
        {"actor": {"objectType": "Group", "member": [{"objectType": "Group", "account": ACCOUNT}]}},
    ),
    "2.4.2.3 an mbox without mailto": ("actor.mbox", {"actor": {"mbox": "a@b.nl"}}),
    "2.4.2.3 an mbox without address": ("actor.mbox", {"actor": {"mbox": "mailto:nobody"}}),
    "2.4.2.3 a short sum": ("actor.mbox_sha1sum", {"actor": {"mbox_sha1sum": "0" * 39}}),
    "2.4.2.3 an openid without scheme": ("actor.openid", {"actor": {"openid": "example.org"}}),
    "2.4.2.4 an account without name": (
        "actor.account.name",
        {"actor": {"account": {"homePage": "https://example.org"}}},
    ),
    "2.4.2.4 an account without home page": ("actor.account.homePage", {"actor": {"account": {"name": "x"}}}),
    "2.4.2.4 an account with more": ("actor.account.id", {"actor": {"account": {**ACCOUNT, "id": 1}}}),
    "2.4.3 a verb that is a text": ("verb", {"verb": "https://a.b/c"}),
    "2.4.3 a verb without id": ("verb.id", {"verb": {"display": {"nl": "zag"}}}),
    "2.4.3 a verb without scheme": ("verb.id", {"verb": {"id": "saw"}}),
    "2.4.3 a display that is a text": ("verb.display", {"verb": {"id": "urn:a", "display": "zag"}}),
    "2.4.3 a language that is none": ("verb.display", {"verb": {"id": "urn:a", "display": {"n": "zag"}}}),
    "2.4.3 a display that is a number": ("verb.display.nl", {"verb": {"id": "urn:a", "display": {"nl": 1}}}),
    "2.4.4 an unknown objectType": ("object.objectType", {"object": {**ACTIVITY, "objectType": "activity"}}),
    "2.4.4 an activity with an agent's property": ("object.mbox", {"object": MEMBER}),
    "2.4.4.1 an activity without id": ("object.id", {"object": {}}),
    "2.4.4.1 an id with a blank": ("object.id", {"object": {"id": "https://a.b/c d"}}),
    "2.4.4.1 an unknown interactionType": (
        "object.definition.interactionType",
        definition(interactionType="Choice"),
    ),
    "2.4.4.1 choices without interactionType": (
        "object.definition.interactionType",
        definition(choices=component("a")),
    ),
    "2.4.4.1 a scale in a choice": (
        "object.definition.scale",
        definition(interactionType="choice", scale=component("a")),
    ),
    "2.4.4.1 a component twice": (
        "object.definition.choices[1].id",
        definition(interactionType="choice", choices=component("a", "a")),
    ),
    "2.4.4.1 a component without id": (
        "object.definition.choices[0].id",
        definition(interactionType="choice", choices=[{}]),
    ),
    "2.4.4.1 a pattern that is a text": (
        "object.definition.correctResponsesPattern",
        definition(interactionType="choice", correctResponsesPattern="a"),
    ),
    "2.4.4.3 a SubStatement in a SubStatement": ("object.object", {"object": subject(object=subject())}),
    "2.4.4.3 a SubStatement with an id": ("object.id", {"object": subject(id=str(uuid4()))}),
    "2.4.4.3 a SubStatement without verb": (
        "object.verb",
        {"object": {name: value for name, value in subject().items() if name != "verb"}},
    ),
    "2.4.4.3 a StatementRef without id": ("object.id", {"object": {"objectType": "StatementRef"}}),
    "2.4.5 success in words": ("result.success", {"result": {"success": "true"}}),
    "2.4.5.1 an endless whole number": ("result.score.raw", {"result": {"score": {"raw": 10**310}}}),
    "2.4.5 a duration in words": ("result.duration", {"result": {"duration": "an hour"}}),
    "2.4.5 an empty duration": ("result.duration", {"result": {"duration": "PT"}}),
    "2.4.5 a fraction before the last unit": ("result.duration", {"result": {"duration": "PT0.5H1S"}}),
    "2.4.5 a response that is a number": ("result.response", {"result": {"response": 1}}),
    "2.4.5.1 scaled beyond one": ("result.score.scaled", {"result": {"score": {"scaled": 1.01}}}),
    "2.4.5.1 scaled in words": ("result.score.scaled", {"result": {"score": {"scaled": "1"}}}),
    "2.4.5.1 raw that is true": ("result.score.raw", {"result": {"score": {"raw": True}}}),
    "2.4.5.1 raw below min": ("result.score.raw", {"result": {"score": {"raw": 1, "min": 2, "max": 3}}}),
    "2.4.5.1 raw above max": ("result.score.raw", {"result": {"score": {"raw": 4, "max": 3}}}),
    "2.4.5.1 min above max": ("result.score.min", {"result": {"score": {"min": 3, "max": 2}}}),
    "2.4.6 a registration that is no UUID": ("context.registration", {"context": {"registration": "1"}}),
    "2.4.6 a team that is an agent": ("context.team.objectType", {"context": {"team": MEMBER}}),
    "2.4.6 a language that is none": ("context.language", {"context": {"language": "nl_NL"}}),
    "2.4.6 a revision of an agent": (
        "context.revision",
        {"object": {"objectType": "Agent", **MEMBER}, "context": {"revision": "1"}},
    ),
    "2.4.6 a platform of a StatementRef": (
        "context.platform",
        {"object": {"objectType": "StatementRef", "id": str(uuid4())}, "context": {"platform": "x"}},
    ),
    "2.4.6.2 an unknown context activity": (
        "context.contextActivities.sibling",
        {"context": {"contextActivities": {"sibling": [ACTIVITY]}}},
    ),
    "2.4.6.2 an agent as context activity": (
        "context.contextActivities.parent[0].mbox",
        {"context": {"contextActivities": {"parent": [MEMBER]}}},
    ),
    "2.4.7 a date alone": ("timestamp", {"timestamp": "2026-01-01"}),
    "2.4.7 the offset −00:00": ("timestamp", {"timestamp": "2026-01-01T10:00:00-00:00"}),
    "2.4.7 the thirteenth month": ("timestamp", {"timestamp": "2026-13-01T10:00:00Z"}),
    "2.4.7 before all time": ("timestamp", {"timestamp": "0001-01-01T00:00:00+14:00"}),
    "2.4.8 stored that is no timestamp": ("stored", {"stored": "yesterday"}),
    "2.4.9 a group of three as authority": (
        "authority",
        {"authority": {"objectType": "Group", "member": [MEMBER, MEMBER, MEMBER]}},
    ),
    "2.4.9 an identified group as authority": (
        "authority",
        {"authority": {"objectType": "Group", "account": ACCOUNT, "member": [MEMBER, MEMBER]}},
    ),
    "2.4.10 another version": ("version", {"version": "0.95"}),
    "2.4.10 a version that is a number": ("version", {"version": 1.0}),
    "2.4.11 attachments that are no list": ("attachments", {"attachments": ATTACHMENT}),
    "2.4.11 a length that is a text": ("attachments[0].length", {"attachments": [{**ATTACHMENT, "length": "1"}]}),
    "2.4.11 a sum that is none": ("attachments[0].sha2", {"attachments": [{**ATTACHMENT, "sha2": "xyz"}]}),
    "2.3.2 a void of an activity": ("object", {"verb": {"id": "http://adlnet.gov/expapi/verbs/voided"}}),
    "4.1 an extension whose key is no IRI": ("result.extensions", {"result": {"extensions": {"a": 1}}}),
}


@pytest.mark.parametrize("name", VALID)
@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_valid_statement_has_no_problem(name, version):
    assert problem_in(statement_data(**VALID[name]), version=version) is None


@pytest.mark.parametrize("name", INVALID)
@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_broken_rule_is_named_with_its_property(name, version):
    path, properties = INVALID[name]
    data = {**statement_data(), **properties}
    if name.startswith("2.2 no "):
        data = statement_data(**properties)

    problem = problem_in(data, version=version)

    assert problem is not None
    assert problem.path.startswith(path)
    assert problem.clause


@pytest.mark.parametrize("data", [None, [], "x", 1, True])
def test_statement_that_is_no_object_is_a_problem_2_2(data):
    assert problem_in(data) is not None


def test_extension_nested_deeper_than_twenty_levels_is_a_problem():
    value: Any = 1
    for _ in range(30):
        value = [value]

    problem = problem_in(statement_data(result={"extensions": {"urn:deep": value}}))

    assert problem is not None
    assert "nested" in problem.message


def test_validation_changes_nothing():
    data = statement_data(**VALID["2.4.6 a context"])
    before = deepcopy(data)

    problem_in(data)

    assert data == before


def test_five_thousand_statements_are_validated_in_a_second():
    data = statement_data(
        **VALID["2.4.4.1 a choice question"], **VALID["2.4.6 a context"], **VALID["2.4.5 a result"]
    )
    fastest = float("inf")
    for _ in range(20):
        start = process_time()
        for _ in range(200):
            problem_in(data)
        fastest = min(fastest, process_time() - start)

    assert 200 / fastest >= 5_000
