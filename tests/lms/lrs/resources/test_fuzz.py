"""Whatever a client sends, valid or broken: an answer, never a 500; and what is accepted reads back."""

import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.lrs.reading.filters import LISTING, SINGLE
from lms.lrs.statements import actor_of
from tests.factories.lrs import statement_data
from tests.lms.lrs.test_validation import INVALID, VALID

pytestmark = pytest.mark.django_db

SETTINGS = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
whole = st.integers() | st.just(10**400)
json_values = st.recursive(
    st.none() | st.booleans() | whole | st.floats(allow_nan=True) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
texts = st.text(st.characters(codec=None), max_size=30)
iris = st.sampled_from(["https://example.org/a", "urn:x:y", "http://adlnet.gov/expapi/verbs/voided", "niet-goed"])
agents = st.one_of(
    st.builds(lambda name: {"mbox": f"mailto:{name}@voorbeeld.nl"}, st.sampled_from("abc")),
    st.builds(lambda name: {"account": {"homePage": "https://example.org", "name": name}}, texts),
    st.just({"objectType": "Group", "member": [{"openid": "https://example.org/x"}]}),
    json_values,
)
extensions = st.dictionaries(st.sampled_from(["urn:a", "urn:b", "c"]), json_values, max_size=2)
numbers = st.integers() | st.sampled_from([10**308, 10**309, -(10**400), 1e308, 0.5, True])
scores = st.dictionaries(st.sampled_from(["scaled", "raw", "min", "max"]), numbers, max_size=4)
durations = st.builds(
    lambda digits, unit: f"PT{'9' * digits}{unit}", st.sampled_from([1, 27, 40, 500]), st.sampled_from("HMS")
)
known = st.sampled_from([*VALID.values(), *(properties for _, properties in INVALID.values())])


@st.composite
def statements(draw: st.DrawFn) -> dict[str, Any]:
    """Valid ones, broken ones, and some with anything anywhere."""
    data = {**statement_data(), **draw(known)}
    data["id"] = draw(st.sampled_from([str(uuid4()), "00000000-0000-4000-8000-000000000001", data.get("id")]))
    if draw(st.booleans()):
        data["actor"] = draw(agents)
    if draw(st.booleans()):
        data["verb"] = {"id": draw(iris), "display": {"nl": draw(texts)}}
    if draw(st.booleans()):
        data["result"] = {"response": draw(texts), "extensions": draw(extensions)}
    if draw(st.booleans()):
        data["result"] = {"score": draw(scores), "duration": draw(durations)}
    if draw(st.booleans()):
        data[draw(st.sampled_from([*data, "context", "timestamp", "anything"]))] = draw(json_values)
    return data


@SETTINGS
@given(batch=st.lists(statements(), min_size=1, max_size=3), version=st.sampled_from(["1.0.3", "2.0.0"]))
def test_any_statement_gets_an_answer_and_reads_back_as_it_was(xapi, batch, version):
    headers = {"X-Experience-API-Version": version}

    response = xapi.post(json.dumps(batch), headers=headers)

    assert response.status_code in (200, 400, 403, 409)
    # Whoever sends it again makes the record store compare.
    assert response.status_code == 409 or xapi.post(json.dumps(batch), headers=headers).status_code in (
        response.status_code,
        409,
    )
    if response.status_code == 200:
        for sent, statement_id in zip(batch, response.json(), strict=True):
            found = xapi.get(statementId=statement_id, headers=headers)
            if found.status_code == 404:
                found = xapi.get(voidedStatementId=statement_id, headers=headers)
            returned = found.json()
            for name in ("actor", "verb", "result"):
                assert returned.get(name) == sent.get(name)
    else:
        assert response.headers["Content-Type"] == "application/problem+json"
    assert xapi.get(format="ids", headers=headers).status_code == 200
    assert xapi.get(format="canonical", headers=headers).status_code == 200


@SETTINGS
@given(body=st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_body_gets_an_answer(xapi, body):
    assert xapi.post(body).status_code in (200, 400)
    assert xapi.put(body, statementId=str(uuid4())).status_code in (204, 400)


@SETTINGS
@given(
    parameters=st.dictionaries(
        st.sampled_from(sorted({*LISTING, *SINGLE, "cursor"})) | st.text(max_size=5),
        st.text(max_size=40)
        | st.sampled_from(
            [
                "true",
                "0",
                "9" * 30,
                "2026-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z",
                "0001-01-01T00:00:00Z",
                str(uuid4()),
                json.dumps(actor_of(uuid4())),
                '{"account":{"homePage":"https://a.b","name":"\\ud800"}}',
                "[" * 2_000,
                "urn:x:y",
            ]
        ),
        max_size=4,
    )
)
def test_any_parameters_get_an_answer(xapi, parameters):
    assert xapi.get(**parameters).status_code in (200, 400, 404)


resources = st.sampled_from(["activities/state", "activities/profile", "agents/profile"])
# A lone surrogate has no octets that could stand in an address.
addressable = st.text(max_size=30)
places = st.fixed_dictionaries(
    {},
    optional={
        "activityId": iris | addressable,
        "agent": agents.map(json.dumps) | addressable,
        "registration": st.sampled_from([str(uuid4()), "1"]),
        "stateId": addressable,
        "profileId": addressable,
        "since": st.sampled_from(["2026-01-01T00:00:00Z", "x"]),
        "method": st.sampled_from(["GET", "PUT"]),
    },
)
tags = st.sampled_from(["*", '"x"', "", ",", '"da39a3ee5e6b4b0d3255bfef95601890afd80709"'])
headings = st.fixed_dictionaries(
    {"Content-Type": st.sampled_from(["application/json", "text/plain", "multipart/mixed", "", "é"])},
    optional={"If-Match": tags, "If-None-Match": tags},
)
contents = st.binary(max_size=60) | json_values.map(lambda value: json.dumps(value).encode())


@SETTINGS
@given(
    method=st.sampled_from(["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"]),
    path=resources | st.sampled_from(["agents", "activities"]),
    place=places,
    headers=headings,
    content=contents,
)
def test_any_document_request_gets_an_answer(xapi, method, path, place, headers, content):
    response = xapi.send(method, path, content, headers, **place)

    assert response.status_code in (200, 204, 304, 400, 404, 405, 409, 412)
    if response.status_code >= 400 and method != "HEAD":
        assert response.headers["Content-Type"] == "application/problem+json"


@SETTINGS
@given(documents=st.lists(st.tuples(st.booleans(), headings, contents), min_size=1, max_size=4), path=resources)
def test_any_document_that_is_accepted_reads_back(xapi, documents, path):
    place = {
        "activities/state": {"activityId": "urn:a", "agent": actor_of("a"), "stateId": "é"},
        "activities/profile": {"activityId": "urn:a", "profileId": "é"},
        "agents/profile": {"agent": actor_of("a"), "profileId": "é"},
    }[path]
    for merges, headers, content in documents:
        before = xapi.send("GET", path, **place)
        response = xapi.send("POST" if merges else "PUT", path, content, headers, **place)
        after = xapi.send("GET", path, **place)
        assert response.status_code in (204, 400, 409, 412)
        if response.status_code != 204:
            assert (after.status_code, after.content) == (before.status_code, before.content)
        elif merges and before.status_code == 200:
            assert after.json() == {**before.json(), **json.loads(content)}
        else:
            assert after.content == content
            assert after.headers["Content-Type"] == headers["Content-Type"]
            assert after.headers["ETag"] == response.headers["ETag"]


@SETTINGS
@given(
    parts=st.lists(
        st.tuples(
            st.dictionaries(
                st.sampled_from(["Content-Type", "Content-Transfer-Encoding", "X-Experience-API-Hash", "a:b", ""]),
                st.sampled_from(["application/json", "binary", "0" * 64, "x", "", "\r\n"]),
                max_size=4,
            ),
            contents | st.builds(lambda: json.dumps(statement_data()).encode()),
        ),
        max_size=3,
    ),
    boundary=st.sampled_from(["x", "--", "a b", "é", ""]),
    cut=st.integers(0, 400) | st.none(),
)
def test_any_multipart_body_gets_an_answer(xapi, parts, boundary, cut):
    body = b""
    for given_headers, content in parts:
        lines = "".join(f"{name}: {value}\r\n" for name, value in given_headers.items())
        body += f"--{boundary}\r\n{lines}\r\n".encode() + content + b"\r\n"
    body += f"--{boundary}--".encode()

    response = xapi.send(
        "POST", "statements", body[:cut], {"Content-Type": f"multipart/mixed; boundary={boundary}"}
    )

    assert response.status_code in (200, 400)


@SETTINGS
@given(
    headers=st.dictionaries(
        st.sampled_from(["Authorization", "X-Experience-API-Version", "Content-Encoding", "Accept-Language"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
    )
)
def test_any_headers_get_an_answer(xapi, headers):
    assert xapi.get(headers=headers).status_code in (200, 400, 401)
    assert xapi.post(statement_data(), headers=headers).status_code in (200, 400, 401)
