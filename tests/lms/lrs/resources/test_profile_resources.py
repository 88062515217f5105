"""Activity profiles and agent profiles: xAPI 1.0.3, part 3, 2.6, 2.7 and 3.1."""

import pytest

from lms.lrs.models import Document
from tests.factories.lrs import RecordStoreKeyFactory
from tests.lms.lrs.conftest import XapiClient

pytestmark = pytest.mark.django_db

ACTIVITY = ("activities/profile", {"activityId": "https://example.org/activities/robot"})
AGENT = ("agents/profile", {"agent": {"mbox": "mailto:sanne@voorbeeld.nl"}})
NEW = {"If-None-Match": "*"}

both = pytest.mark.parametrize(("path", "place"), [ACTIVITY, AGENT])


@both
def test_profile_reads_back_2_6(xapi, path, place):
    assert xapi.send("PUT", path, {"speed": 1}, NEW, profileId="cell", **place).status_code == 204
    response = xapi.send("GET", path, profileId="cell", **place)

    assert response.json() == {"speed": 1}
    assert response.headers["ETag"]
    assert response.headers["Last-Modified"]


@both
def test_post_merges_and_needs_no_header_2_2(xapi, path, place):
    assert xapi.send("POST", path, {"speed": 1}, profileId="cell", **place).status_code == 204
    assert xapi.send("POST", path, {"force": 2}, profileId="cell", **place).status_code == 204

    assert xapi.send("GET", path, profileId="cell", **place).json() == {"speed": 1, "force": 2}


@both
def test_put_says_what_it_knows_3_1(make_xapi, path, place):
    old = make_xapi("1.0.3")
    new = XapiClient(old.key, "2.0.0")

    refused = old.send("PUT", path, {"speed": 1}, profileId="cell", **place)
    assert refused.status_code == 400
    assert refused.json()["property"] == "If-Match"
    assert new.send("PUT", path, {"speed": 1}, profileId="cell", **place).status_code == 204
    for xapi in (old, new):
        conflict = xapi.send("PUT", path, {"speed": 2}, profileId="cell", **place)
        assert conflict.status_code == 409
        assert "If-Match" in conflict.json()["detail"]
    etag = old.send("GET", path, profileId="cell", **place).headers["ETag"]
    assert old.send("PUT", path, {"speed": 2}, {"If-Match": etag}, profileId="cell", **place).status_code == 204
    assert old.send("PUT", path, {"speed": 3}, {"If-Match": etag}, profileId="cell", **place).status_code == 412


@both
def test_list_has_the_ids_of_the_place_2_6(xapi, path, place):
    for name in ("a", "b"):
        xapi.send("PUT", path, {}, NEW, profileId=name, **place)
    moment = Document.objects.get(name="a").updated_at.isoformat()

    assert xapi.send("GET", path, **place).json() == ["a", "b"]
    assert xapi.send("GET", path, since=moment, **place).json() == ["b"]


@both
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_change_needs_an_id_2_6(xapi, method, path, place):
    xapi.send("PUT", path, {}, NEW, profileId="a", **place)

    assert xapi.send(method, path, "{}", **place).status_code == 400
    assert xapi.send("GET", path, **place).json() == ["a"]


@both
def test_deleted_profile_is_gone_2_6(xapi, path, place):
    xapi.send("PUT", path, {}, NEW, profileId="a", **place)

    assert xapi.send("DELETE", path, profileId="a", **place).status_code == 204
    assert xapi.send("GET", path, profileId="a", **place).status_code == 404


@both
def test_parameters_of_another_resource_are_refused_2_6(xapi, path, place):
    for stray in ({"stateId": "a"}, {"registration": "a"}, ACTIVITY[1] | AGENT[1]):
        assert xapi.send("GET", path, **{**place, **stray}).status_code == 400
    assert xapi.send("GET", path).status_code == 400


@both
def test_profiles_and_states_under_one_id_are_three_documents(xapi, path, place):
    state = {**ACTIVITY[1], **AGENT[1], "stateId": "a"}
    xapi.send("PUT", "activities/state", {"is": "state"}, **state)
    xapi.send("PUT", path, {"is": "profile"}, NEW, profileId="a", **place)

    assert xapi.send("GET", path, profileId="a", **place).json() == {"is": "profile"}
    assert xapi.send("GET", "activities/state", **state).json() == {"is": "state"}


@both
def test_fieldlab_never_sees_the_profiles_of_another(xapi, make_xapi, path, place):
    xapi.send("PUT", path, {}, NEW, profileId="a", **place)

    assert make_xapi().send("GET", path, profileId="a", **place).status_code == 404
    assert make_xapi().send("GET", path, **place).json() == []


@both
@pytest.mark.parametrize(
    ("scopes", "reads", "writes"),
    [(["profile"], 200, 204), (["all"], 200, 204), (["all/read"], 200, 403), (["state"], 403, 403)],
)
def test_scope_profile_opens_profiles_4_2(path, place, scopes, reads, writes):
    xapi = XapiClient(RecordStoreKeyFactory(scopes=scopes))

    assert xapi.send("GET", path, **place).status_code == reads
    assert xapi.send("PUT", path, {}, NEW, profileId="a", **place).status_code == writes
