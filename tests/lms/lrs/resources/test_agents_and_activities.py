"""The Agents and Activities resources: xAPI 1.0.3, part 3, 2.4 and 2.5."""

import pytest

from lms.lrs.actions.collect_activities import AT_ONCE, collect_activities
from lms.lrs.models import Activity, CatalogueProgress
from lms.lrs.tasks import collect
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store, void_data
from tests.lms.lrs.conftest import XapiClient

pytestmark = pytest.mark.django_db

SANNE = {"objectType": "Agent", "mbox": "mailto:sanne@voorbeeld.nl"}
ROBOT = "https://example.org/activities/robot"


def about_robot(**definition):
    return statement_data(object={"id": ROBOT, "definition": definition})


def get_activity(xapi, iri=ROBOT):
    return xapi.send("GET", "activities", activityId=iri)


def get_person(xapi, agent=SANNE):
    return xapi.send("GET", "agents", agent=agent).json()


@pytest.mark.parametrize(
    ("agent", "person"),
    [
        (SANNE, {"mbox": ["mailto:sanne@voorbeeld.nl"]}),
        (
            {"openid": "https://id.example/s", "name": "Sanne"},
            {"openid": ["https://id.example/s"], "name": ["Sanne"]},
        ),
        ({"mbox_sha1sum": "0" * 40}, {"mbox_sha1sum": ["0" * 40]}),
        (
            {"account": {"homePage": "https://x.example", "name": "s"}},
            {"account": [{"homePage": "https://x.example", "name": "s"}]},
        ),
    ],
)
def test_person_has_a_list_of_each_property_2_4(xapi, agent, person):
    assert get_person(xapi, agent) == {"objectType": "Person", **person}


def test_person_has_the_names_that_statements_use_2_4(xapi, make_xapi):
    xapi.post([statement_data(actor={**SANNE, "name": name}) for name in ("Sanne", "S. de Vries", "Sanne")])
    xapi.post(statement_data(actor={"objectType": "Group", "member": [{**SANNE, "name": "In a group"}]}))
    hidden = statement_data(actor={**SANNE, "name": "Voided"})
    xapi.post([hidden, void_data(hidden["id"])])
    make_xapi().post(statement_data(actor={**SANNE, "name": "Of another fieldlab"}))

    assert get_person(xapi)["name"] == ["In a group", "Sanne", "S. de Vries"]


def test_names_are_for_those_who_may_read_statements_4_2(xapi):
    xapi.post(statement_data(actor={**SANNE, "name": "Sanne"}))
    writer = XapiClient(RecordStoreKeyFactory(fieldlab=xapi.key.fieldlab, scopes=["statements/write"]))

    assert get_person(writer) == {"objectType": "Person", "mbox": ["mailto:sanne@voorbeeld.nl"]}


@pytest.mark.parametrize(
    "parameters", [{}, {"agent": "x"}, {"agent": {"name": "Sanne"}}, {"agent": SANNE, "x": "1"}]
)
def test_wrong_agent_is_refused_2_4(xapi, parameters):
    assert xapi.send("GET", "agents", **parameters).status_code == 400


def test_activity_is_known_as_soon_as_its_statement_was_answered_2_5(xapi):
    definition = {"name": {"nl": "Robot"}, "type": "http://adlnet.gov/expapi/activities/simulation"}
    xapi.post(about_robot(**definition))

    assert get_activity(xapi).json() == {"objectType": "Activity", "id": ROBOT, "definition": definition}


def test_activity_that_nobody_named_is_just_its_id_2_5(xapi):
    assert get_activity(xapi).json() == {"objectType": "Activity", "id": ROBOT}


def test_definitions_are_merged_in_the_order_of_storing_2_5(xapi):
    xapi.post(
        [about_robot(name={"en": "Robot", "nl": "Oud"}), about_robot(name={"nl": "Nieuw"}, moreInfo="urn:a")]
    )
    before = get_activity(xapi).json()
    assert before["definition"] == {"name": {"en": "Robot", "nl": "Nieuw"}, "moreInfo": "urn:a"}

    while collect_activities():
        pass
    assert get_activity(xapi).json() == before
    xapi.post(about_robot(moreInfo="urn:b", extensions={"urn:e": "\0"}))

    expected = {"name": {"en": "Robot", "nl": "Nieuw"}, "moreInfo": "urn:b", "extensions": {"urn:e": "\0"}}
    assert get_activity(xapi).json()["definition"] == expected
    collect()
    assert get_activity(xapi).json()["definition"] == expected
    assert Activity.objects.count() == 1


def test_activities_of_contexts_and_substatements_are_known_2_5(xapi):
    def named(name):
        return {"id": f"urn:{name}", "definition": {"name": {"nl": name}}}

    sub = statement_data(id=None, object=named("inner"))
    xapi.post(
        statement_data(
            object={"objectType": "SubStatement", **sub},
            context={"contextActivities": {"parent": named("parent")}},
        )
    )

    for collected in (False, True):
        for name in ("inner", "parent"):
            assert get_activity(xapi, f"urn:{name}").json()["definition"] == {"name": {"nl": name}}, collected
        collect()


def test_collecting_takes_each_statement_once_and_whole_batches(xapi, monkeypatch):
    monkeypatch.setattr("lms.lrs.actions.collect_activities.AT_ONCE", 2)
    xapi.post([about_robot(name={tag: tag}) for tag in ("nl", "en", "de")])
    xapi.post(about_robot(name={"fr": "fr"}))

    assert [collect_activities(), collect_activities(), collect_activities()] == [3, 1, 0]
    assert CatalogueProgress.objects.count() == 1
    assert list(get_activity(xapi).json()["definition"]["name"]) == ["nl", "en", "de", "fr"]
    assert AT_ONCE >= 1_000  # A batch is stored at one moment.


def test_fieldlab_never_reads_the_activities_of_another_2_5(xapi, make_xapi):
    xapi.post(about_robot(name={"nl": "Robot"}))
    other = make_xapi()

    assert "definition" not in get_activity(other).json()
    collect()
    assert "definition" not in get_activity(other).json()


@pytest.mark.parametrize(
    ("scopes", "known"), [(["statements/write"], False), (["statements/write", "define"], True)]
)
def test_scope_define_makes_a_word_count_4_2(xapi, scopes, known):
    key = RecordStoreKeyFactory(fieldlab=xapi.key.fieldlab, scopes=scopes)
    store(about_robot(name={"nl": "Robot"}), key=key)

    assert ("definition" in get_activity(xapi).json()) is known
    collect()
    assert ("definition" in get_activity(xapi).json()) is known


@pytest.mark.parametrize("parameters", [{}, {"activityId": "robot"}, {"activityId": ROBOT, "x": "1"}])
def test_wrong_activity_is_refused_2_5(xapi, parameters):
    assert xapi.send("GET", "activities", **parameters).status_code == 400


def test_key_that_only_writes_learns_nothing_of_activities_4_2():
    writer = XapiClient(RecordStoreKeyFactory(scopes=["statements/write"]))

    assert get_activity(writer).status_code == 403


@pytest.mark.parametrize("path", ["agents", "activities"])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_agents_and_activities_are_only_read_2_4(xapi, path, method):
    response = xapi.send(method, path, "{}")

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_canonical_format_has_the_definition_of_the_record_store_2_1_3(xapi):
    bare = statement_data()
    xapi.post([about_robot(name={"en": "Robot", "nl": "Robotarm"}), bare])
    collect()

    statement = xapi.send(
        "GET", "statements", "", {"Accept-Language": "nl"}, statementId=bare["id"], format="canonical"
    ).json()

    assert statement["object"]["definition"] == {"name": {"nl": "Robotarm"}}
    assert xapi.get(statementId=bare["id"]).json()["object"] == bare["object"]
