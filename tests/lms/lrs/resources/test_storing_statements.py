"""Statements are stored by POST and PUT: xAPI 1.0.3, part 3, 2.1.1 and 2.1.2."""

import json
from uuid import uuid4

import pytest

from lms.lrs.models import Statement
from tests.factories.lrs import statement_data
from tests.lms.lrs.resources.things import WHOLE_ROWS, activity, deleting_before

pytestmark = pytest.mark.django_db


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
