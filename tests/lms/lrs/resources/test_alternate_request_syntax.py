"""Requests as forms, for clients that can't set headers: xAPI 1.0.3, part 3, 1.3."""

import json
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client

from lms.lrs.models import Document, Statement
from tests.factories.lrs import statement_data

pytestmark = pytest.mark.django_db

SANNE = json.dumps({"mbox": "mailto:sanne@voorbeeld.nl"})
STATE = {"activityId": "https://example.org/activities/robot", "agent": SANNE, "stateId": "a"}


def send(xapi, method, path="statements", *, query="", headers=None, **form):
    """A POST without any header of ours, as a browser of old sends it."""
    fields = {**xapi.headers, **form}
    return Client().post(
        f"/xapi/{path}?method={method}{query}",
        urlencode(fields),
        content_type="application/x-www-form-urlencoded",
        headers=headers or {},
    )


def test_get_as_a_form_finds_statements_1_3(xapi):
    data = statement_data()
    xapi.post(data)

    response = send(xapi, "GET", statementId=data["id"])

    assert response.json()["id"] == data["id"]
    assert response.headers["X-Experience-API-Version"] == "1.0.3"
    assert send(xapi, "get", limit="1").json()["statements"][0]["id"] == data["id"]


def test_put_and_post_as_a_form_store_their_content_1_3(xapi):
    data = statement_data(id=str(uuid4()), actor={"mbox": "mailto:a@b.nl", "name": "Zoë & 50 % + 'é'"})

    assert send(xapi, "PUT", statementId=data["id"], content=json.dumps(data)).status_code == 204
    assert send(xapi, "POST", content=json.dumps([data, statement_data()])).status_code == 200
    assert xapi.get(statementId=data["id"]).json()["actor"]["name"] == data["actor"]["name"]


def test_documents_and_conditions_as_a_form_1_3(xapi):
    typed = {"Content-Type": "text/plain"}

    assert send(xapi, "PUT", "activities/state", content="één", **STATE, **typed).status_code == 204
    known = send(xapi, "GET", "activities/state", **STATE)
    assert known.content.decode() == "één"
    assert known.headers["Content-Type"] == "text/plain"
    refused = send(xapi, "PUT", "activities/state", content="x", **STATE, **typed, **{"If-Match": '"1"'})
    assert refused.status_code == 412
    assert send(xapi, "DELETE", "activities/state", **STATE).status_code == 204
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "form", [{}, {"statementId": "x"}, {"statementId": str(uuid4())}, {"content": "{}"}, {"content": ""}]
)
def test_form_that_says_too_little_is_refused_1_3(xapi, form):
    assert send(xapi, "PUT", **form).status_code == 400


@pytest.mark.parametrize("method", ["PATCH", "OPTIONS", "", "GET&method=GET"])
def test_unknown_method_is_refused_1_3(xapi, method):
    assert send(xapi, method).status_code == 400


def test_parameters_stand_in_the_form_alone_1_3(xapi):
    data = statement_data(id=str(uuid4()))
    form = {"statementId": data["id"], "content": json.dumps(data)}

    assert send(xapi, "PUT", query=f"&statementId={data['id']}", **form).status_code == 400
    assert not Statement.objects.exists()


def test_form_is_sent_with_post_alone_1_3(xapi):
    assert xapi.client.get("/xapi/statements?method=GET", headers=xapi.headers).status_code == 400


def test_body_must_be_a_form_1_3(xapi):
    assert xapi.post(statement_data(), path="statements?method=POST").status_code == 400


def test_form_needs_a_valid_key_1_3(xapi):
    xapi.headers["Authorization"] = "Basic bm86bm8="

    assert send(xapi, "GET").status_code == 401


def test_version_and_limits_hold_for_forms_too_1_3(xapi):
    xapi.headers["X-Experience-API-Version"] = "0.8"
    assert send(xapi, "GET").status_code == 400
    xapi.headers["X-Experience-API-Version"] = "1.0.3"
    assert send(xapi, "POST", content="x" * (11 * 1024 * 1024)).status_code == 413


def test_2_0_knows_no_forms(make_xapi):
    xapi = make_xapi("2.0.0")

    assert send(xapi, "GET").status_code == 400
    assert send(xapi, "GET", headers=xapi.headers).status_code == 400
    assert xapi.post("limit=1", path="statements?method=GET").status_code == 400
