"""The Statement resource: xAPI 1.0.3, part 3, 2.1."""

import gzip
import json
from datetime import timedelta
from time import monotonic
from uuid import uuid4

import pytest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.lrs.models import Statement
from lms.lrs.reading.filters import StatementFilter
from lms.lrs.reading.search import Bounds, highest_seq, page_of
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store
from tests.lms.lrs.conftest import XapiClient

pytestmark = pytest.mark.django_db


def activity(name):
    return {"objectType": "Activity", "id": f"https://example.org/activities/{name}"}


def person(name):
    return {"objectType": "Agent", "mbox": f"mailto:{name}@voorbeeld.nl"}


def test_post_of_a_batch_returns_the_ids_in_its_order_2_1_2(xapi):
    batch = [statement_data() for _ in range(7)]

    response = xapi.post(batch)

    assert response.status_code == 200
    assert response.json() == [data["id"] for data in batch]
    assert xapi.ids(ascending="true") == [data["id"] for data in batch]
    assert xapi.ids() == [data["id"] for data in reversed(batch)]


def test_post_of_one_statement_without_id_makes_one_2_1_2(xapi):
    response = xapi.post(statement_data(id=None))

    (statement_id,) = response.json()
    assert xapi.get(statementId=statement_id).json()["id"] == statement_id


def test_post_of_a_batch_with_one_bad_statement_stores_none_and_says_where_2_1_2(xapi):
    response = xapi.post([statement_data(), statement_data(actor={"mbox": "sanne"})])

    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "[1].actor.mbox: must be mailto: and an e-mail address.",
        "property": "[1].actor.mbox",
        "clause": "part 2, 2.4.2.3",
    }
    assert not Statement.objects.exists()


def test_post_of_one_id_twice_in_a_batch_is_refused_2_1_2(xapi):
    data = statement_data()

    assert xapi.post([data, data]).status_code == 400


def test_put_stores_under_the_given_id_2_1_1(xapi):
    statement_id = str(uuid4())

    assert xapi.put(statement_data(id=None), statementId=statement_id).status_code == 204
    assert xapi.get(statementId=statement_id).json()["id"] == statement_id


@pytest.mark.parametrize("parameters", [{}, {"statementId": "x"}, {"statementId": str(uuid4()), "more": "1"}])
def test_put_without_exactly_a_statement_id_is_refused_2_1_1(xapi, parameters):
    assert xapi.put(statement_data(id=None), **parameters).status_code == 400


def test_the_same_endless_duration_again_is_a_success_2_1_1(xapi):
    data = statement_data(result={"duration": f"PT{'9' * 40}S"})

    assert [xapi.post(data).status_code for _ in range(2)] == [200, 200]
    assert xapi.post({**data, "result": {"duration": f"PT{'9' * 39}8S"}}).status_code == 409


def test_a_name_twice_among_many_is_found_at_once(xapi):
    names = ",".join(f'"{number}":1' for number in range(200_000))
    started = monotonic()

    response = xapi.post(f'{{{names},"199999":1}}')

    assert (response.status_code, response.json()["property"]) == (400, "199999")
    assert monotonic() - started < 10


def deleting_before(beginning, statements):
    """Delete `statements` right before the first query that begins so, as another process may."""
    pending = [statements]

    def wrapper(execute, sql, parameters, many, context):
        if pending and sql.startswith(beginning):
            pending.pop().delete()
        return execute(sql, parameters, many, context)

    return connection.execute_wrapper(wrapper)


WHOLE_ROWS = 'SELECT "lrs_statement"."seq", '


@pytest.mark.parametrize("gone", [[2], [3, 2]])
def test_page_leaves_out_what_goes_while_it_is_read(gone):
    rows = store(*(statement_data() for _ in range(4)))
    doomed = Statement.objects.filter(pk__in=[rows[number].pk for number in gone])

    with deleting_before(WHOLE_ROWS, doomed):
        found, has_more = page_of(Statement.objects.all(), StatementFilter(), Bounds(highest_seq()), 2)

    assert found == ([rows[3]] if gone == [2] else [rows[1], rows[0]])
    assert has_more is (gone == [2])


def test_statement_that_goes_while_it_is_compared_is_asked_for_again(xapi):
    data = statement_data()
    xapi.post(data)

    with deleting_before(WHOLE_ROWS, Statement.objects.filter(id=data["id"])):
        assert xapi.post(data).status_code == 503
    assert xapi.post(data).status_code == 200


def test_put_of_another_id_than_the_parameter_is_refused_2_1_1(xapi):
    assert xapi.put(statement_data(), statementId=str(uuid4())).status_code == 400


def test_the_same_statement_again_is_a_success_and_another_a_conflict_2_1_1(xapi):
    data = statement_data(id=str(uuid4()), result={"duration": "PT1.234S"})

    assert xapi.put(data, statementId=data["id"]).status_code == 204
    same = {**data, "result": {"duration": "PT1.239S"}}
    assert xapi.put(same, statementId=data["id"]).status_code == 204
    other = {**data, "result": {"duration": "PT1.24S"}}
    assert xapi.put(other, statementId=data["id"]).status_code == 409
    assert xapi.post([statement_data(), other]).status_code == 409
    assert xapi.post(data).status_code == 200
    assert Statement.objects.count() == 1


def test_statement_reads_back_byte_equal_in_its_own_properties(xapi):
    statement_id = uuid4()
    own = (
        f'{{ "id":"{statement_id}", "actor" : {{"mbox":"mailto:a@b.nl", "name":"\\u00c9\\ud83d\\ude00 é"}},'
        '\n"verb": {"id":"urn:x:did"},  "object":{"id":"urn:x:y"},'
        '"result":{"score":{"raw":1.50, "max":1e1}, "extensions":{"urn:e":[1.0,null,"\\u0000"]}}'
    )
    authority = '"authority":{"mbox":"mailto:evil@example.org"},"stored":"1999-01-01T00:00:00Z"'

    assert xapi.post(own + "," + authority + "}").status_code == 200

    body = xapi.get(statementId=str(statement_id)).content.decode()
    for part in (
        '"actor":{"mbox":"mailto:a@b.nl", "name":"\\u00c9\\ud83d\\ude00 é"}',
        '"result":{"score":{"raw":1.50, "max":1e1}, "extensions":{"urn:e":[1.0,null,"\\u0000"]}}',
    ):
        assert part in body
    returned = json.loads(body)
    assert returned["authority"]["account"]["name"] == f"key:{xapi.key.uuid}"
    assert returned["stored"] > "2020"
    assert returned["timestamp"] == returned["stored"]
    assert returned["version"] == "1.0.0"


def test_one_context_activity_comes_back_as_a_list_2_4_6_2(xapi):
    context = {"contextActivities": {"parent": activity("module")}}
    sub = {"objectType": "SubStatement", **statement_data(id=None, context=context)}
    data = statement_data(object=sub, context=context)
    xapi.post(data)

    returned = xapi.get(statementId=data["id"]).json()

    assert returned["context"]["contextActivities"] == {"parent": [activity("module")]}
    assert returned["object"]["context"]["contextActivities"] == {"parent": [activity("module")]}
    assert xapi.get(format="ids").status_code == xapi.get(format="canonical").status_code == 200


def test_unknown_id_gives_404_2_1_3(xapi):
    assert xapi.get(statementId=str(uuid4())).status_code == 404


@pytest.mark.parametrize(
    "parameters",
    [
        {"statementId": "x"},
        {"statementId": str(uuid4()), "voidedStatementId": str(uuid4())},
        {"statementId": str(uuid4()), "verb": "urn:x"},
        {"LIMIT": "1"},
        {"limit": "-1"},
        {"limit": "many"},
        {"agent": "{}"},
        {"agent": "not json"},
        {"agent": '{"objectType":"Group","member":[{"mbox":"mailto:a@b.nl"}]}'},
        {"verb": "experienced"},
        {"activity": "robot"},
        {"registration": "1"},
        {"since": "yesterday"},
        {"ascending": "yes"},
        {"format": "short"},
        {"cursor": "x"},
    ],
)
def test_wrong_parameter_is_refused_2_1_3(xapi, parameters):
    response = xapi.get(**parameters)

    assert response.status_code == 400
    assert response.headers["X-Experience-API-Consistent-Through"]


def test_filters_find_what_they_name_2_1_3(xapi):
    registration = str(uuid4())
    plain, passed, robot, jan, registered = batch = [
        statement_data(),
        statement_data(verb={"id": "http://adlnet.gov/expapi/verbs/passed"}),
        statement_data(object=activity("cobot")),
        statement_data(actor=person("jan")),
        statement_data(context={"registration": registration}),
    ]
    xapi.post(batch)

    assert xapi.ids(verb="http://adlnet.gov/expapi/verbs/passed") == [passed["id"]]
    assert xapi.ids(activity="https://example.org/activities/cobot") == [robot["id"]]
    assert xapi.ids(agent=json.dumps(person("jan"))) == [jan["id"]]
    assert xapi.ids(registration=registration.upper()) == [registered["id"]]
    assert xapi.ids(agent=json.dumps(person("sanne")), activity="https://example.org/activities/robot") == [
        registered["id"],
        passed["id"],
        plain["id"],
    ]
    assert xapi.ids(agent=json.dumps(person("jan")), verb="http://adlnet.gov/expapi/verbs/passed") == []


def test_agent_matches_actor_object_and_members_but_not_the_instructor_2_1_3(xapi):
    jan = person("jan")
    as_object, in_group, as_instructor, in_sub, _ = batch = [
        statement_data(object=jan),
        statement_data(actor={"objectType": "Group", "member": [person("piet"), jan]}),
        statement_data(context={"instructor": jan}),
        statement_data(object={"objectType": "SubStatement", **statement_data(id=None, actor=jan)}),
        statement_data(),
    ]
    xapi.post(batch)

    assert xapi.ids(agent=json.dumps(jan), ascending="true") == [as_object["id"], in_group["id"]]
    assert xapi.ids(agent=json.dumps(jan), ascending="true", related_agents="true") == [
        as_object["id"],
        in_group["id"],
        as_instructor["id"],
        in_sub["id"],
    ]
    key_agent = xapi.get(statementId=as_object["id"]).json()["authority"]
    assert len(xapi.ids(agent=json.dumps(key_agent), related_agents="True")) == 5


def test_related_activities_match_context_and_substatements_2_1_3(xapi):
    as_object, as_parent, in_sub, _ = batch = [
        statement_data(object=activity("cobot")),
        statement_data(context={"contextActivities": {"parent": [activity("cobot")]}}),
        statement_data(object={"objectType": "SubStatement", **statement_data(id=None, object=activity("cobot"))}),
        statement_data(),
    ]
    xapi.post(batch)
    iri = activity("cobot")["id"]

    assert xapi.ids(activity=iri) == [as_object["id"]]
    assert xapi.ids(activity=iri, related_activities="true", ascending="true") == [
        as_object["id"],
        as_parent["id"],
        in_sub["id"],
    ]


def test_since_and_until_bound_the_time_of_storing_2_1_3(xapi):
    first, second, third = (store(statement_data(), key=xapi.key)[0] for _ in range(3))
    day = timedelta(days=1)
    now = timezone.now()
    for statement, moment in ((first, now - 2 * day), (second, now - day), (third, now)):
        Statement.objects.filter(pk=statement.pk).update(stored=moment)

    assert xapi.ids(since=(now - day).isoformat()) == [str(third.id)]
    assert xapi.ids(until=(now - day).isoformat()) == [str(second.id), str(first.id)]
    assert xapi.ids(since=(now - 2 * day).isoformat(), until=(now - day).isoformat()) == [str(second.id)]
    assert xapi.ids(since=(now + day).isoformat()) == []
    assert xapi.ids(until="1999-01-01T00:00:00Z") == []


def test_since_takes_a_blank_for_a_plus_sign_2_1_3(xapi):
    store(statement_data(), key=xapi.key)

    assert len(xapi.ids(since="2016-01-01T00:00:00 00:00")) == 1


def test_more_walks_all_pages_once_2_5(xapi):
    batch = [statement_data() for _ in range(11)]
    xapi.post(batch)
    ids = [data["id"] for data in batch]

    assert xapi.ids(limit=3) == ids[::-1]
    assert xapi.ids(limit=3, ascending="true") == ids
    assert xapi.ids(limit=11) == ids[::-1]
    assert xapi.get(limit=11).json()["more"] == ""


def test_more_keeps_the_filter_and_its_upper_bound_2_5(xapi):
    wanted = [statement_data(actor=person("jan")) for _ in range(4)]
    xapi.post([*wanted, statement_data()])
    first = xapi.get(limit=2, agent=json.dumps(person("jan")), ascending="true").json()
    xapi.post(statement_data(actor=person("jan")))

    rest = xapi.follow(first["more"]).json()

    found = [statement["id"] for statement in first["statements"] + rest["statements"]]
    assert found == [data["id"] for data in wanted]
    assert rest["more"] == ""


def test_format_ids_leaves_nothing_but_identifiers_2_1_3(xapi):
    xapi.post(
        statement_data(
            actor={**person("jan"), "name": "Jan"},
            object={**activity("robot"), "definition": {"name": {"nl": "Robot"}}},
            context={"instructor": {**person("piet"), "name": "Piet"}},
        )
    )

    (statement,) = xapi.get(format="ids").json()["statements"]

    assert statement["actor"] == person("jan")
    assert statement["verb"] == {"id": "http://adlnet.gov/expapi/verbs/experienced"}
    assert statement["object"] == {"id": activity("robot")["id"]}
    assert statement["context"]["instructor"] == person("piet")


def test_format_canonical_has_one_language_2_1_3(xapi):
    names = {"en": "Robot programming", "nl": "Robotprogrammeren"}
    xapi.post(statement_data(object={**activity("robot"), "definition": {"name": names}}))

    def name(language):
        body = xapi.get(format="canonical", headers={"Accept-Language": language}).json()
        return body["statements"][0]["object"]["definition"]["name"]

    assert name("nl-BE, en;q=0.5") == {"nl": "Robotprogrammeren"}
    assert name("fr") == {"en": "Robot programming"}


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


def test_last_modified_is_the_time_of_storing_2_1_3(xapi):
    (statement,) = store(statement_data(), key=xapi.key)

    response = xapi.get(statementId=str(statement.id))

    assert response.headers["Last-Modified"] == statement.stored.strftime("%a, %d %b %Y %H:%M:%S GMT")


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


def test_attachment_needs_a_file_url_in_a_json_body_1_5_1(xapi):
    attachment = {
        "usageType": "urn:photo",
        "display": {"nl": "Foto"},
        "contentType": "image/jpeg",
        "length": 12,
        "sha2": "0" * 64,
    }

    assert xapi.post(statement_data(attachments=[attachment])).status_code == 400
    attachment["fileUrl"] = "https://example.org/photo.jpg"
    assert xapi.post(statement_data(attachments=[attachment])).status_code == 200


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


def test_queries_of_a_page_do_not_grow_with_its_rows(xapi):
    store(statement_data(), key=xapi.key)
    for _ in range(2):
        xapi.get()  # Notes that the key is used, and then reads the key again.
    with CaptureQueriesContext(connection) as one:
        xapi.get(agent=json.dumps(person("sanne")))
    store(*(statement_data() for _ in range(29)), key=xapi.key)
    with CaptureQueriesContext(connection) as thirty:
        xapi.get(agent=json.dumps(person("sanne")))

    assert len(thirty) == len(one) <= 7
