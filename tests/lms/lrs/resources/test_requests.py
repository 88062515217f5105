"""What requests have in common: bodies, versions, methods, other sites: xAPI 1.0.3, parts 1 and 3."""

import gzip
import json
from time import monotonic

import pytest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.test import RequestFactory

from tests.factories.lrs import RecordStoreKeyFactory, statement_data
from tests.lms.lrs.conftest import XapiClient
from tests.lms.lrs.resources.things import person

pytestmark = pytest.mark.django_db


def test_a_name_twice_among_many_is_found_at_once(xapi):
    names = ",".join(f'"{number}":1' for number in range(200_000))
    started = monotonic()

    response = xapi.post(f'{{{names},"199999":1}}')

    assert (response.status_code, response.json()["property"]) == (400, "199999")
    assert monotonic() - started < 10


def test_head_is_get_without_a_body_1_1(xapi):
    xapi.post(statement_data())

    response = xapi.head()

    assert response.status_code == 200
    assert response.content == b""
    assert response.headers["X-Experience-API-Consistent-Through"]


def test_head_gives_the_server_nothing_to_drop_1_1(xapi):
    """Django's test client takes the body away itself: so as a web server sees it."""
    xapi.post(statement_data())
    handler = WSGIHandler()

    def answer(method):
        environ = RequestFactory().generic(method, "/xapi/statements", headers=xapi.headers).environ
        return handler.get_response(WSGIRequest(environ))

    assert answer("HEAD").content == b""
    assert answer("HEAD").headers["Content-Length"] == str(len(answer("GET").content))


def test_gzip_body_is_taken(xapi):
    data = statement_data()

    response = xapi.post(gzip.compress(json.dumps(data).encode()), headers={"Content-Encoding": "gzip"})

    assert response.json() == [data["id"]]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"{", {}),
        (b"", {}),
        (b"[1,]", {}),
        (b"[{}", {}),
        (b'{"id":NaN}', {}),
        (b'{"id":1,"id":1}', {}),
        (b"\xff\xfe", {}),
        (b"[" * 100_000, {}),
        (b'{"a":' * 100_000, {}),
        (b"1" * 5_000, {}),
        (b'{"result":{"score":{"raw":1e999}}}', {}),
        (b"{}", {"Content-Type": "text/plain"}),
        (b"not gzip", {"Content-Encoding": "gzip"}),
        (gzip.compress(b"{}", mtime=0)[:-4], {"Content-Encoding": "gzip"}),
        (b"{}", {"Content-Encoding": "br"}),
    ],
)
def test_body_that_is_no_strict_json_is_refused(xapi, body, headers):
    response = xapi.post(body, headers=headers)

    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"


def test_body_or_batch_beyond_the_limit_is_refused(xapi):
    assert xapi.post([statement_data() for _ in range(1_001)]).status_code == 413
    assert xapi.post(b" " * (10 * 1024 * 1024 + 1)).status_code == 413
    bomb = gzip.compress(b" " * (11 * 1024 * 1024))
    assert xapi.post(bomb, headers={"Content-Encoding": "gzip"}).status_code == 413
    assert xapi.post([statement_data() for _ in range(1_000)]).status_code == 200


@pytest.mark.parametrize("version", ["", "0.95", "1", "1.1.0", "3.0.0", "1.0.x"])
def test_version_that_is_not_spoken_is_refused_3_3(xapi, version):
    xapi.headers["X-Experience-API-Version"] = version

    response = xapi.get()

    assert response.status_code == 400
    assert response.headers["X-Experience-API-Version"] == "1.0.3"


@pytest.mark.parametrize(
    ("asked", "answered"), [("1.0", "1.0.3"), ("1.0.0", "1.0.3"), ("1.0.9", "1.0.3"), ("2.0.0", "2.0.0")]
)
def test_version_is_answered_with_its_newest_patch_3_3(make_xapi, asked, answered):
    assert make_xapi(asked).get().headers["X-Experience-API-Version"] == answered


def test_statement_of_2_0_is_taken_in_2_0_alone(make_xapi):
    context = {"contextAgents": [{"objectType": "contextAgent", "agent": person("jan")}]}
    old, new = make_xapi("1.0.3"), make_xapi("2.0.0")

    assert old.post(statement_data(context=context)).status_code == 400
    (statement_id,) = new.post(statement_data(context=context)).json()
    assert new.ids(agent=json.dumps(person("jan")), related_agents="true") == [statement_id]
    assert new.get(statementId=statement_id).json()["version"] == "2.0.0"


def test_about_is_open_to_all_2_8(client):
    response = client.get("/xapi/about")

    assert response.json()["version"] == ["1.0.0", "1.0.1", "1.0.2", "1.0.3", "2.0.0"]


def test_preflight_of_a_browser_is_answered_without_key(client):
    response = client.options("/xapi/statements", headers={"Origin": "https://elsewhere.example"})

    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "X-Experience-API-Version" in response.headers["Access-Control-Allow-Headers"]
    assert "X-Experience-API-Consistent-Through" in response.headers["Access-Control-Expose-Headers"]


def test_post_needs_no_csrf_token(db):
    xapi = XapiClient(RecordStoreKeyFactory(), enforce_csrf_checks=True)

    assert xapi.post(statement_data()).status_code == 200


def test_other_methods_are_refused(xapi):
    response = xapi.client.delete("/xapi/statements", headers=xapi.headers)

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
