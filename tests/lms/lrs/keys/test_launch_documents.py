"""What a package in a learner's browser may make of documents: cmi5 (quartz), 10.0 to 12.0."""

import json
from uuid import uuid4

import pytest

from lms.lrs.models import Document
from lms.lrs.statements import actor_of
from tests.lms.lrs.conftest import ACTIVITY, Session

pytestmark = pytest.mark.django_db

NEW = {"If-None-Match": "*"}


@pytest.fixture
def store(session, make_xapi):
    """A client of the same fieldlab with all scopes: what the site itself may do."""
    return make_xapi(fieldlab=session.key.fieldlab)


def preferences(who: Session, method: str = "GET", data="", headers=None, **changes):
    query = {"agent": actor_of(who.user.pseudonym), "profileId": "cmi5LearnerPreferences", **changes}
    query = {name: value for name, value in query.items() if value is not None}
    return who.send(method, "agents/profile", data, headers, **query)


def state_of(session, **changes):
    return {
        "activityId": ACTIVITY,
        "agent": actor_of(session.user.pseudonym),
        "registration": str(session.registration),
        "stateId": "LMS.LaunchData",
        **changes,
    }


def test_preferences_that_nobody_wrote_are_not_there(session):
    response = preferences(session)

    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert preferences(session, "HEAD").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_package_writes_and_reads_its_learners_preferences(session, method):
    liked = {"languagePreference": "nl-NL, en,fr-BE", "audioPreference": "off"}

    assert preferences(session, method, liked, NEW).status_code == 204
    assert preferences(session).json() == liked


def test_package_reads_preferences_that_the_site_wrote(session, store):
    agent = actor_of(session.user.pseudonym)
    written = store.send(
        "PUT", "agents/profile", {"audioPreference": "on"}, NEW, agent=agent, profileId="cmi5LearnerPreferences"
    )

    assert written.status_code == 204
    assert preferences(session).json() == {"audioPreference": "on"}


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"languagePreference": "no language!"}, "languagePreference"),
        ({"languagePreference": ["nl"]}, "languagePreference"),
        ({"audioPreference": "loud"}, "audioPreference"),
        ({"note": "x"}, "note"),
        (["nl"], "Content"),
    ],
)
def test_what_are_no_preferences_is_refused_by_name(session, given, name):
    response = preferences(session, "PUT", given, NEW)

    assert response.status_code == 400
    assert response.json()["property"] == name
    assert not Document.objects.exists()


def test_preferences_are_json(session):
    assert preferences(session, "PUT", "nl", {**NEW, "Content-Type": "text/plain"}).status_code == 400


def test_other_profiles_and_those_of_others_are_closed(session, open_session):
    other = open_session(fieldlab=session.key.fieldlab)
    assert preferences(other, "PUT", {"audioPreference": "on"}, NEW).status_code == 204

    for changes in (
        {"agent": actor_of(other.user.pseudonym)},
        {"agent": {"mbox": "mailto:sanne@voorbeeld.nl"}},
        {"profileId": "notes"},
        # Without an id it is a list of all.
        {"profileId": None},
    ):
        response = preferences(session, **changes)
        assert response.status_code == 403, changes
        assert response.headers["Content-Type"] == "application/problem+json"
        assert preferences(session, "PUT", {"audioPreference": "off"}, NEW, **changes).status_code in (400, 403)
    assert preferences(other).json() == {"audioPreference": "on"}


def test_package_reads_the_profile_of_its_activity_and_changes_none(session, store):
    wanted = {"activityId": f"{ACTIVITY}/unit-1", "profileId": "settings"}
    assert store.send("PUT", "activities/profile", {"speed": 2}, NEW, **wanted).status_code == 204

    assert session.send("GET", "activities/profile", **wanted).json() == {"speed": 2}
    for method in ("PUT", "POST", "DELETE"):
        response = session.send(method, "activities/profile", {"speed": 9}, {"If-Match": "*"}, **wanted)
        assert response.status_code == 403, method
    other = {**wanted, "activityId": "https://demo.skillslab.example/xapi/activities/other"}
    assert session.send("GET", "activities/profile", **other).status_code == 403


def test_package_reads_the_data_of_its_launch_and_never_changes_them(session, store):
    assert store.send("PUT", "activities/state", {"launchMode": "Normal"}, **state_of(session)).status_code == 204

    assert session.send("GET", "activities/state", **state_of(session)).json() == {"launchMode": "Normal"}
    for method in ("PUT", "POST", "DELETE"):
        response = session.send(method, "activities/state", {"launchMode": "Browse"}, **state_of(session))
        assert response.status_code == 403, method
        assert response.json()["property"] == "stateId"


def test_package_that_clears_its_state_keeps_the_data_of_its_launch(session, store):
    for name, client in (("LMS.LaunchData", store), ("place", session)):
        assert (
            client.send("PUT", "activities/state", {"a": 1}, **state_of(session, stateId=name)).status_code == 204
        )
    everything = {name: value for name, value in state_of(session).items() if name != "stateId"}

    assert session.send("DELETE", "activities/state", **everything).status_code == 204

    assert session.send("GET", "activities/state", **everything).json() == ["LMS.LaunchData"]
    assert store.send("DELETE", "activities/state", **everything).status_code == 204
    assert store.send("GET", "activities/state", **everything).json() == []


def test_preferences_of_one_fieldlab_are_not_those_of_another(session, make_xapi):
    preferences(session, "PUT", {"audioPreference": "on"}, NEW)
    other = make_xapi()
    wanted = {"agent": json.dumps(actor_of(session.user.pseudonym)), "profileId": "cmi5LearnerPreferences"}

    assert other.get("agents/profile", **wanted).status_code == 404
    assert other.get("agents/profile", agent=json.dumps(actor_of(uuid4())), profileId="x").status_code == 404
