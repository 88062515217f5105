"""Every refusal is a problem document that names a property and a clause, whatever a client sends."""

import gzip
import json
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import RequestFactory

from lms.lrs.models import Document, Statement
from lms.lrs.views.bodies import MAX_MEMBERS
from lms.lrs.views.statements import statements
from tests.factories.lrs import statement_data

pytestmark = pytest.mark.django_db

AGENT = {"mbox": "mailto:sanne@example.org"}
STATE = {"activityId": "https://example.org/a", "agent": AGENT, "stateId": "place"}
GZIP = {"Content-Encoding": "gzip"}


def refused(response, status, name, clause):
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["status"], problem["property"], problem["clause"]) == (status, name, clause)
    assert problem["detail"].startswith(f"{name or 'The statement'}: ")


def test_refusals_of_statements_name_property_and_clause(xapi):
    data = statement_data()
    xapi.post(data)
    other = {**data, "verb": {"id": "https://example.org/other"}}
    unsent = {"usageType": "urn:x:a", "display": {}, "contentType": "text/plain", "length": 1, "sha2": "a" * 64}
    twice = json.dumps(statement_data())[:-1] + ',"actor":{}}'
    put = {"statementId": data["id"]}

    refused(xapi.post(other), 409, "id", "part 3, 2.1.1")
    refused(xapi.post([statement_data() for _ in range(1_001)]), 413, "Content", "limit of this site")
    refused(xapi.post(statement_data(attachments=[unsent])), 400, "attachments[0]", "part 3, 1.5.2")
    refused(xapi.post(f"[{json.dumps(data)},{twice}]"), 400, "[1].actor", "part 2, 2.4")
    refused(xapi.post(f"[{json.dumps(data)},{{]"), 400, "[1]", "RFC 8259")
    refused(xapi.post('{"id":' + "1" * 5_000 + "}"), 400, "", "limit of this site")
    refused(xapi.post(statement_data(actor={})), 400, "actor", "part 2, 2.4.2.1")
    refused(xapi.get(statementId=str(uuid4())), 404, "statementId", "part 3, 2.1.3")
    refused(xapi.get(agent="{"), 400, "agent", "RFC 8259")
    refused(xapi.get(agent='{"mbox":"mailto:a@b.nl","mbox":"mailto:a@b.nl"}'), 400, "agent.mbox", "part 2, 2.4")
    refused(xapi.put([data], **put), 400, "", "part 3, 2.1.1")
    refused(
        xapi.send("PUT", "statements", data, {}, statementId=[data["id"]] * 2), 400, "statementId", "part 3, 3.2"
    )
    refused(xapi.send("PATCH", "statements"), 405, "method", "RFC 9110, 15.5.6")
    assert Statement.objects.count() == 1


def test_refusals_of_documents_name_property_and_clause(xapi):
    def put(body, headers=None, version="1.0.3"):
        return xapi.send(
            "PUT", "activities/state", body, {"X-Experience-API-Version": version, **(headers or {})}, **STATE
        )

    refused(xapi.send("GET", "activities/state", "", {}, **STATE), 404, "stateId", "part 3, 2.3")
    refused(put("{"), 400, "Content", "RFC 8259")
    refused(put('{"a":1,"a":2}'), 400, "Content.a", "part 2, 2.4")
    assert put("{}").status_code == 204
    refused(put("{}", {"If-Match": '"x"'}), 412, "If-Match", "part 3, 3.1")
    refused(put("{}", {"If-None-Match": "*"}), 412, "If-None-Match", "part 3, 3.1")
    refused(put("{}", version="2.0.0"), 409, "If-Match", "part 3, 3.1")


def test_refusals_of_clients_name_header_and_clause(xapi, make_xapi, settings):
    refused(xapi.get(headers={"Authorization": "Basic eDp5"}), 401, "Authorization", "part 3, 4.1")
    unsaid = xapi.get(headers={"X-Experience-API-Version": ""})
    refused(unsaid, 400, "X-Experience-API-Version", "part 3, 3.3")
    refused(make_xapi(scopes=["state"]).get(), 403, "Authorization", "part 3, 4.2")
    refused(xapi.get(headers={"Host": "elsewhere.example"}), 400, "Host", "RFC 9110, 7.2")
    settings.XAPI_REQUESTS_PER_MINUTE = 1
    assert xapi.get().status_code == 200
    refused(xapi.get(), 429, "Authorization", "RFC 6585, 4")


@pytest.mark.parametrize("path", ["", "statements/", "/statements", "statement", "activities/states"])
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_address_that_is_no_resource_is_refused_in_words_for_clients(xapi, method, path):
    refused(xapi.send(method, path), 404, "address", "part 3, 2")


def test_gzip_in_several_members_is_read_whole(xapi):
    """RFC 1952, 2.2: a document of two members was once kept without its second."""
    packed = gzip.compress(b"first ") + gzip.compress(b"") + gzip.compress(b"second")

    answer = xapi.send("PUT", "activities/state", packed, {**GZIP, "Content-Type": "text/plain"}, **STATE)

    assert answer.status_code == 204
    assert bytes(Document.objects.get().content) == b"first second"


def test_gzip_that_unpacks_far_is_read_whole(xapi):
    content = b"x" * 5_000_000

    xapi.send("PUT", "activities/state", gzip.compress(content), {**GZIP, "Content-Type": "text/plain"}, **STATE)

    assert bytes(Document.objects.get().content) == content


@pytest.mark.parametrize(
    ("body", "clause"),
    [
        pytest.param(b"{}", "RFC 1952", id="not gzip"),
        pytest.param(gzip.compress(b"{}", mtime=0)[:-1], "RFC 1952", id="cut off"),
        pytest.param(gzip.compress(b"{}", mtime=0)[:-5] + b"12345", "RFC 1952", id="wrong sum"),
        pytest.param(gzip.compress(b"{}", mtime=0) + b"and more", "RFC 1952", id="more behind it"),
        pytest.param(gzip.compress(b"", mtime=0) * (MAX_MEMBERS + 1), "limit of this site", id="many members"),
    ],
)
def test_broken_gzip_is_refused(xapi, body, clause):
    refused(xapi.post(body, headers=GZIP), 400, "Content-Encoding", clause)


def test_unknown_encoding_is_refused(xapi):
    refused(xapi.post(b"{}", headers={"Content-Encoding": "br"}), 400, "Content-Encoding", "RFC 9110, 8.4")
    packed = gzip.compress(json.dumps(statement_data()).encode())
    assert xapi.post(packed, headers={"Content-Encoding": "x-gzip"}).status_code == 200


class BrokenChunks(BytesIO):
    """What a web server gives for chunks that are none: an error of its own."""

    class NoChunk(Exception):
        pass

    def read(self, size=-1):
        raise self.NoChunk("zz")


def in_chunks(xapi, body):
    request = RequestFactory().post(
        "/xapi/statements", b"-", content_type="application/json", headers=xapi.headers
    )
    request.META |= {"wsgi.input_terminated": True, "wsgi.input": body}
    request.META["CONTENT_LENGTH"] = ""
    return request


def test_body_in_chunks_is_stored_and_one_in_broken_chunks_refused(xapi):
    data = statement_data()

    whole = statements(in_chunks(xapi, BytesIO(json.dumps(data).encode())))
    broken = statements(in_chunks(xapi, BrokenChunks()))

    assert json.loads(whole.content) == [data["id"]]
    assert (broken.status_code, json.loads(broken.content)["property"]) == (400, "Content")
