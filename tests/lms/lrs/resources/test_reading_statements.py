"""Statements are found, in pages and formats: xAPI 1.0.3, part 3, 2.1.3."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.lrs.models import Statement
from lms.lrs.reading.filters import StatementFilter
from lms.lrs.reading.search import Bounds, highest_seq, page_of
from tests.factories.lrs import statement_data, store
from tests.lms.lrs.resources.things import WHOLE_ROWS, activity, deleting_before, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("gone", [[2], [3, 2]])
def test_page_leaves_out_what_goes_while_it_is_read(gone):
    rows = store(*(statement_data() for _ in range(4)))
    doomed = Statement.objects.filter(pk__in=[rows[number].pk for number in gone])

    with deleting_before(WHOLE_ROWS, doomed):
        found, has_more = page_of(Statement.objects.all(), StatementFilter(), Bounds(highest_seq()), 2)

    assert found == ([rows[3]] if gone == [2] else [rows[1], rows[0]])
    assert has_more is (gone == [2])


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


def test_last_modified_is_the_time_of_storing_2_1_3(xapi):
    (statement,) = store(statement_data(), key=xapi.key)

    response = xapi.get(statementId=str(statement.id))

    assert response.headers["Last-Modified"] == statement.stored.strftime("%a, %d %b %Y %H:%M:%S GMT")


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
