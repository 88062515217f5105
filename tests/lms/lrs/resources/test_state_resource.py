"""The State resource and what all documents have in common: xAPI 1.0.3, part 3, 2.2, 2.3 and 3.1."""

import json
from hashlib import sha1
from uuid import uuid4

import pytest

from lms.lrs.models import Document
from lms.lrs.requests.limits import MAX_BODY
from tests.factories.lrs import RecordStoreKeyFactory
from tests.lms.lrs.conftest import XapiClient

pytestmark = pytest.mark.django_db

SANNE = {"mbox": "mailto:sanne@voorbeeld.nl"}
ROBOT = "https://example.org/activities/robot"
PATH = "activities/state"


def place(**changes):
    parameters = {"activityId": ROBOT, "agent": SANNE, "stateId": "suspend", **changes}
    return {name: value for name, value in parameters.items() if value is not None}


def put(xapi, data, headers=None, **changes):
    return xapi.send("PUT", PATH, data, headers, **place(**changes))


def post(xapi, data, headers=None, **changes):
    return xapi.send("POST", PATH, data, headers, **place(**changes))


def get(xapi, headers=None, **changes):
    return xapi.send("GET", PATH, "", headers, **place(**changes))


def delete(xapi, headers=None, **changes):
    return xapi.send("DELETE", PATH, "", headers, **place(**changes))


def test_document_reads_back_octet_by_octet_with_its_type_2_2(xapi):
    content = bytes(range(256))

    assert put(xapi, content, {"Content-Type": "application/x-robot; v=1"}).status_code == 204
    response = get(xapi)

    assert response.status_code == 200
    assert response.content == content
    assert response.headers["Content-Type"] == "application/x-robot; v=1"
    assert response.headers["ETag"] == f'"{sha1(content).hexdigest()}"'
    assert response.headers["Last-Modified"].endswith("GMT")


def test_document_that_calls_itself_a_page_runs_nothing_in_a_browser(xapi):
    put(xapi, "<script>alert(1)</script>", {"Content-Type": "text/html"})

    headers = get(xapi).headers

    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_head_is_get_without_a_body_1_1(xapi):
    put(xapi, {"page": 3})

    response = xapi.send("HEAD", PATH, **place())

    assert response.status_code == 200
    assert response.content == b""
    assert response.headers["ETag"]


def test_unknown_document_gives_404_and_its_deletion_204_2_3(xapi):
    assert get(xapi).status_code == 404
    assert delete(xapi).status_code == 204


def test_deleted_document_is_gone_2_3(xapi):
    put(xapi, {"page": 3})

    assert delete(xapi).status_code == 204
    assert get(xapi).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"activityId": None},
        {"activityId": "robot"},
        {"agent": None},
        {"agent": "sanne"},
        {"agent": {"name": "Sanne"}},
        {"agent": {"objectType": "Group", "member": [SANNE]}},
        {"registration": "1"},
        {"stateId": ""},
        {"stateId": "a\0b"},
        {"stateid": "x"},
        {"profileId": "x"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_wrong_parameter_is_refused_by_its_name_2_3(make_xapi, method, changes):
    xapi = make_xapi("2.0.0")

    response = xapi.send(method, PATH, "{}" if method in ("PUT", "POST") else "", **place(**changes))

    assert response.status_code == 400
    (name,) = changes
    assert response.json()["property"].split(".")[0] in (name, "")
    assert response.json()["clause"]
    assert not Document.objects.exists()


def test_parameter_given_twice_is_refused_3_2(xapi):
    query = f"?stateId=a&stateId=b&activityId={ROBOT}&agent={json.dumps(SANNE)}"

    assert xapi.client.get(f"/xapi/{PATH}{query}", headers=xapi.headers).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_state_needs_an_id_to_be_written_2_3(xapi, method):
    assert xapi.send(method, PATH, "{}", **place(stateId=None)).status_code == 400


def test_registrations_keep_states_apart_and_none_is_one_of_its_own_2_3(xapi):
    one, other = str(uuid4()), str(uuid4())
    put(xapi, {"of": "none"})
    put(xapi, {"of": "one"}, registration=one)
    put(xapi, {"of": "other"}, registration=other)

    assert get(xapi).json() == {"of": "none"}
    assert get(xapi, registration=one.upper()).json() == {"of": "one"}
    assert get(xapi, registration=other).json() == {"of": "other"}
    assert Document.objects.count() == 3


def test_state_without_registration_is_there_once_2_3(xapi):
    put(xapi, {"page": 1})
    put(xapi, {"page": 2})

    assert get(xapi).json() == {"page": 2}
    assert Document.objects.count() == 1


def test_agent_is_who_its_identifier_says_whatever_else_is_given_2_3(xapi):
    put(xapi, {"page": 1}, agent={"objectType": "Agent", "name": "Sanne", **SANNE})

    assert get(xapi).json() == {"page": 1}
    assert get(xapi, agent={"mbox": "mailto:jan@voorbeeld.nl"}).status_code == 404


def test_list_has_the_ids_of_the_place_and_its_registration_2_3(xapi):
    registration = str(uuid4())
    put(xapi, {}, stateId="a")
    put(xapi, {}, stateId="b", registration=registration)
    put(xapi, {}, stateId="a", registration=registration)
    put(xapi, {}, stateId="elsewhere", activityId=ROBOT + "/2")

    assert sorted(get(xapi, stateId=None).json()) == ["a", "b"]
    assert sorted(get(xapi, stateId=None, registration=registration).json()) == ["a", "b"]
    assert get(xapi, stateId=None, registration=str(uuid4())).json() == []


def test_list_since_a_moment_has_what_changed_later_2_3(xapi):
    put(xapi, {}, stateId="old")
    moment = Document.objects.get().updated_at.isoformat()
    put(xapi, {}, stateId="new")

    assert get(xapi, stateId=None, since=moment).json() == ["new"]
    assert get(xapi, stateId=None, since="yesterday").status_code == 400
    assert get(xapi, since=moment).status_code == 400


def test_deletion_without_an_id_empties_the_place_2_3(xapi):
    registration = str(uuid4())
    for changes in ({"stateId": "a"}, {"stateId": "b"}, {"stateId": "c", "registration": registration}):
        put(xapi, {}, **changes)
    put(xapi, {}, activityId=ROBOT + "/2")

    assert delete(xapi, stateId=None, registration=registration).status_code == 204
    assert sorted(get(xapi, stateId=None).json()) == ["a", "b"]
    assert delete(xapi, stateId=None).status_code == 204
    assert get(xapi, stateId=None).json() == []
    assert get(xapi, activityId=ROBOT + "/2").status_code == 200


def test_post_merges_objects_one_level_deep_and_keeps_texts_2_2(xapi):
    put(xapi, '{"a": 1.50, "b": {"c": 1, "d": 2}, "e": "\\u00e9"}')

    assert post(xapi, '{"b": {"c": 3.0}, "f": 1e2}').status_code == 204

    assert get(xapi).content == b'{"a":1.50,"b":{"c": 3.0},"e":"\\u00e9","f":1e2}'


def test_post_of_a_new_document_stores_it_2_2(xapi):
    assert post(xapi, b"\x00\xff", {"Content-Type": "image/x-robot"}).status_code == 204
    assert get(xapi).content == b"\x00\xff"


@pytest.mark.parametrize(
    ("stored", "stored_type", "sent", "sent_type"),
    [
        ("{}", "application/json", "{}", "text/plain"),
        ("text", "text/plain", "{}", "application/json"),
        ("[]", "application/json", "{}", "application/json"),
        ("{}", "application/json", "[]", "application/json"),
        ("{}", "application/json", '{"a": 1', "application/json"),
        ("{}", "application/json", '{"a": 1, "a": 2}', "application/json"),
        ("{}", "application/json", b"\xff", "application/json"),
    ],
)
def test_post_merges_nothing_but_json_objects_2_2(xapi, stored, stored_type, sent, sent_type):
    put(xapi, stored, {"Content-Type": stored_type})

    assert post(xapi, sent, {"Content-Type": sent_type}).status_code == 400
    assert get(xapi).content == stored.encode()


@pytest.mark.parametrize("method", [put, post])
def test_document_that_says_json_and_is_not_is_refused_2_2(xapi, method):
    assert method(xapi, "{").status_code == 400
    assert not Document.objects.exists()


def test_document_without_a_type_is_refused_2_2(xapi):
    assert put(xapi, "x", {"Content-Type": ""}).status_code == 400


def test_document_beyond_the_limit_is_refused_also_when_merging(xapi):
    half = json.dumps({"a": "x" * (MAX_BODY // 2)})
    too_much = json.dumps({"a": "x" * MAX_BODY})

    assert put(xapi, too_much).status_code == 413
    assert put(xapi, half).status_code == 204
    assert post(xapi, half.replace('"a"', '"b"')).status_code == 413
    assert get(xapi).content == half.encode()


def test_gzip_is_taken_and_given_1_4(xapi):
    import gzip

    content = json.dumps({"page": "x" * 1000}).encode()

    assert put(xapi, gzip.compress(content), {"Content-Encoding": "gzip"}).status_code == 204
    packed = get(xapi, {"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == content
    assert put(xapi, {"page": 2}, {"If-Match": packed.headers["ETag"]}).status_code == 204


def test_fieldlab_never_sees_the_documents_of_another(xapi, make_xapi):
    other = make_xapi()
    put(xapi, {"of": "one"})

    assert get(other).status_code == 404
    assert get(other, stateId=None).json() == []
    put(other, {"of": "other"})
    delete(other, stateId=None)
    assert get(xapi).json() == {"of": "one"}


@pytest.mark.parametrize(
    ("scopes", "reads", "writes"),
    [
        (["state"], 404, 204),
        (["all"], 404, 204),
        (["all/read"], 404, 403),
        (["profile"], 403, 403),
        (["statements/write", "statements/read"], 403, 403),
    ],
)
def test_scope_state_opens_states_4_2(scopes, reads, writes):
    xapi = XapiClient(RecordStoreKeyFactory(scopes=scopes))

    assert get(xapi).status_code == reads
    assert put(xapi, {}).status_code == writes
    assert delete(xapi).status_code == writes
