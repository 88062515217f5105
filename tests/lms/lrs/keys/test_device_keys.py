"""A machine's key: it speaks of itself and its own activities, and of nothing else."""

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from lms.lrs.actions.collect_activities import collect_activities
from lms.lrs.actions.create_key import create_key
from lms.lrs.content.bounds import is_within
from lms.lrs.models import Statement
from tests.factories.lrs import RecordStoreKeyFactory, TenantFactory, statement_data, store, void_data

pytestmark = pytest.mark.django_db

PREFIX = "https://cell3.example.nl/"


@pytest.fixture
def machine(make_xapi):
    return make_xapi(kind="device", activity_prefix=PREFIX, scopes=["statements/write", "statements/read/mine"])


def said(home="https://cell3.example.nl", activity="https://cell3.example.nl/welds/17", **properties):
    own = {"actor": {"account": {"homePage": home, "name": "cell 3"}}, "object": {"id": activity}}
    return statement_data(**{**own, **properties})


@pytest.mark.parametrize(
    ("iri", "within"),
    [
        ("https://cell3.example.nl", True),
        ("https://cell3.example.nl/", True),
        ("https://cell3.example.nl/a/b", True),
        ("https://cell3.example.nl#a", True),
        ("https://cell3.example.nl.evil.example/", False),
        ("https://cell3.example.nlx", False),
        ("http://cell3.example.nl/", False),
        ("https://cell4.example.nl/", False),
        ("", False),
        (None, False),
    ],
)
def test_prefix_ends_where_a_name_ends(iri, within):
    assert is_within(iri, PREFIX) is within


def test_machine_says_what_it_does_itself(machine):
    assert machine.post(said()).status_code == 200
    assert machine.post(said(home="https://cell3.example.nl/arm", activity=PREFIX)).status_code == 200
    assert len(machine.ids()) == 2


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        (said(activity="https://cell4.example.nl/welds/17"), "object.id"),
        (said(activity=f"{settings.SITE_URL}/xapi/activities/1"), "object.id"),
        (said(activity="https://cell3.example.nl.evil.example/"), "object.id"),
        (said(home="https://cell4.example.nl"), "actor"),
        (statement_data(object={"id": PREFIX}), "actor"),
        (said(object={"objectType": "Agent", "mbox": "mailto:sanne@voorbeeld.nl"}), "object"),
        (
            said(
                object={
                    "objectType": "SubStatement",
                    "actor": {"mbox": "mailto:sanne@voorbeeld.nl"},
                    "verb": {"id": "http://adlnet.gov/expapi/verbs/passed"},
                    "object": {"id": PREFIX},
                }
            ),
            "object",
        ),
    ],
)
def test_machine_says_nothing_of_anything_else(machine, statement, place):
    response = machine.post([said(), statement])

    assert response.status_code == 403
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["property"] == f"[1].{place}"
    assert not Statement.objects.exists()


def test_machine_voids_nothing(machine):
    (statement,) = store(said(), key=machine.key)

    response = machine.post(void_data(statement.id, actor=said()["actor"]))

    assert response.status_code == 403
    assert machine.ids() == [str(statement.id)]


def test_machine_reads_what_it_said_alone(machine):
    store(statement_data(), key=RecordStoreKeyFactory(fieldlab=machine.key.fieldlab))
    (own,) = machine.post(said()).json()

    assert machine.ids() == [own]


def test_machine_reads_what_is_known_of_its_own_activities_alone(machine):
    assert machine.get("activities", activityId=f"{PREFIX}welds/17").status_code == 200
    response = machine.get("activities", activityId=f"{settings.SITE_URL}/xapi/activities/1")

    assert response.status_code == 403
    assert response.json()["property"] == "activityId"


def test_machine_reads_no_definitions_of_others_in_the_canonical_format(machine):
    own, question = f"{PREFIX}welds/17", f"{settings.SITE_URL}/xapi/activities/1"
    for iri in (own, question):
        definition = {"name": {"en": "Weld"}, "interactionType": "choice", "correctResponsesPattern": ["a"]}
        key = RecordStoreKeyFactory(fieldlab=machine.key.fieldlab, scopes=["all"])
        store(statement_data(object={"id": iri, "definition": definition}), key=key)
    collect_activities()
    machine.post(said(activity=own, context={"contextActivities": {"other": [{"id": question}]}}))

    (statement,) = machine.get(format="canonical").json()["statements"]

    assert statement["object"]["definition"]["correctResponsesPattern"] == ["a"]
    assert statement["context"]["contextActivities"] == {"other": [{"id": question}]}


def test_machine_has_no_state_documents(machine):
    response = machine.get(
        "activities/state", activityId=PREFIX, agent='{"mbox": "mailto:sanne@voorbeeld.nl"}', stateId="place"
    )

    assert response.status_code == 403


@pytest.mark.parametrize(
    "prefix",
    [
        "cell3",
        "https://",
        "https:///path",
        "urn:cell:3",
        "https://cell3.example.nl/?a",
        "https://cell3.example.nl/#a",
        "https://cell 3.example.nl/",
        "https://[cell3/",
        settings.SITE_URL,
        f"{settings.SITE_URL}/xapi/activities/",
    ],
)
def test_prefix_is_an_address_and_never_the_sites_own(prefix):
    with pytest.raises(ValidationError) as refused:
        create_key(
            by=None,
            fieldlab=TenantFactory(),
            label="Cell 3",
            scopes=["statements/write"],
            activity_prefix=prefix,
        )
    assert list(refused.value.message_dict) == ["activity_prefix"]


@pytest.mark.parametrize("scope", ["all", "statements/read", "state", "profile", "define", "all/read"])
def test_machine_gets_no_other_scope(scope):
    with pytest.raises(ValidationError) as refused:
        create_key(by=None, fieldlab=TenantFactory(), label="Cell 3", scopes=[scope], activity_prefix=PREFIX)
    assert list(refused.value.message_dict) == ["scopes"]
