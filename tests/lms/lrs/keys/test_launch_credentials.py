"""What a learner's session is given: its learner, registration and activity, for a while, and nothing else."""

import json
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from lms.core.registry import RegistrationOwner
from lms.lrs.actions.create_launch_credential import create_launch_credential
from lms.lrs.actions.revoke_key import revoke_key
from lms.lrs.keys.secrets import forget_ended_launches, valid_key, valid_launch
from lms.lrs.models import LaunchCredential, RecordStoreKey, Statement
from lms.lrs.statements import actor_of
from tests.factories.accounts import UserFactory
from tests.factories.lrs import TenantFactory, statement_data, store
from tests.lms.lrs.conftest import ACTIVITY, Session

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_session_says_what_its_learner_does(open_session, version):
    session = open_session(version=version)

    response = session.post(session.said())

    assert response.status_code == 200
    statement = Statement.objects.get()
    assert statement.tenant == session.key.fieldlab
    assert statement.registration == session.registration
    # A browser's word is a client's word, never the site's.
    assert statement.record_store_key == session.key
    assert json.loads(statement.authority)["account"]["name"] == f"key:{session.key.uuid}"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"actor": actor_of(uuid4())}, "actor"),
        ({"actor": {"mbox": "mailto:sanne@voorbeeld.nl"}}, "actor"),
        ({"context": {"registration": str(uuid4())}}, "context.registration"),
        ({"context": None}, "context.registration"),
        ({"object": {"id": "https://demo.skillslab.example/xapi/activities/other"}}, "object.id"),
        ({"object": {"id": f"{ACTIVITY}2"}}, "object.id"),
        ({"object": {"objectType": "StatementRef", "id": str(uuid4())}}, "object"),
    ],
)
def test_session_says_nothing_of_anybody_or_anything_else(session, change, place):
    response = session.post([session.said(), session.said(**change)])

    assert response.status_code == 403
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["property"] == f"[1].{place}"
    assert not Statement.objects.exists()


def test_group_that_holds_the_learner_is_not_the_learner(session):
    group = {"objectType": "Group", "member": [actor_of(session.user.pseudonym)]}

    assert session.post(session.said(actor=group)).status_code == 403


def test_session_reads_no_statements(session):
    store(statement_data(), key=session.key)

    assert session.get().status_code == 403
    assert session.get(statementId=str(uuid4())).status_code == 403


def test_session_keeps_and_reads_its_own_state(session):
    assert session.state("put").status_code == 204
    response = session.state()

    assert response.status_code == 200
    assert json.loads(response.content) == {"slide": 4}


def test_state_of_another_learner_registration_or_activity_is_closed(session, open_session):
    other = open_session(fieldlab=session.key.fieldlab)
    assert other.state("put").status_code == 204

    theirs = {
        "agent": json.dumps(actor_of(other.user.pseudonym)),
        "registration": str(other.registration),
    }
    for change in (
        theirs,
        {"agent": theirs["agent"]},
        {"registration": theirs["registration"]},
        {"registration": None},
        {"activityId": "https://demo.skillslab.example/xapi/activities/other"},
    ):
        for method in ("get", "put"):
            response = session.state(method, **change)
            assert response.status_code == 403, (method, change)
            assert response.headers["Content-Type"] == "application/problem+json"
    assert other.state().status_code == 200


def test_right_answers_in_definitions_are_closed_to_sessions(session, make_xapi):
    question = f"{ACTIVITY}/question"
    definition = {
        "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
        "interactionType": "choice",
        "choices": [{"id": "lightscreen", "description": {"en": "At the light screen"}}],
        "correctResponsesPattern": ["lightscreen"],
    }
    author = make_xapi(fieldlab=session.key.fieldlab)
    author.post(statement_data(object={"id": question, "definition": definition}))
    assert author.get("activities", activityId=question).json()["definition"] == definition

    for response in (
        session.get("activities", activityId=ACTIVITY),
        session.get("activities", activityId=question),
        session.head("activities", activityId=question),
        session.client.post(
            "/xapi/activities?method=GET",
            urlencode({"activityId": question, **session.headers}),
            content_type="application/x-www-form-urlencoded",
        ),
        session.get(format="canonical", activity=question),
    ):
        assert response.status_code == 403
        assert b"lightscreen" not in response.content


def test_session_ends(session):
    with time_machine.travel(session.credential.expires_at + timedelta(seconds=1)):
        assert session.post(session.said()).status_code == 401


def test_sessions_end_with_the_key_that_vouches_for_them_and_begin_with_a_new_one(session):
    revoke_key(by=None, key=session.key)

    assert session.post(session.said()).status_code == 401
    again = Session(session.user, session.registration)
    assert again.key != session.key
    assert again.post(again.said()).status_code == 200


def test_session_of_a_closed_account_ends(session):
    session.user.is_active = False
    session.user.save()

    assert session.post(session.said()).status_code == 401


def test_closed_registration_takes_nothing_more(session, owners):
    owners[session.registration] = RegistrationOwner(
        str(session.user.pseudonym), session.key.fieldlab_id, open=False
    )

    assert session.post(session.said()).status_code == 403


def test_nobody_opens_a_session_for_somebody_else_or_for_what_is_closed(owners):
    user, fieldlab = UserFactory(), TenantFactory()
    theirs, closed = uuid4(), uuid4()
    owners[theirs] = RegistrationOwner(str(uuid4()), fieldlab.pk, open=True)
    owners[closed] = RegistrationOwner(str(user.pseudonym), fieldlab.pk, open=False)

    for registration in (theirs, closed, uuid4()):
        with pytest.raises(PermissionDenied):
            create_launch_credential(by=user, registration=registration, activity=ACTIVITY)
    assert not RecordStoreKey.objects.exists()


@pytest.mark.parametrize(
    "change", [{"activity": "no iri"}, {"lifetime": timedelta(days=2)}, {"lifetime": timedelta(0)}]
)
def test_session_has_an_activity_and_an_end(session, change):
    with pytest.raises(ValidationError):
        create_launch_credential(
            by=session.user, registration=session.registration, **{"activity": ACTIVITY, **change}
        )


def test_sessions_of_a_fieldlab_share_one_key_that_opens_nothing_itself(session, open_session):
    other = open_session(fieldlab=session.key.fieldlab)

    assert other.key == session.key
    assert session.key.kind == RecordStoreKey.Kind.SESSIONS
    assert valid_key(session.key.key, session.secret) is None
    assert valid_key(session.credential.key, session.secret) is None
    assert valid_launch(session.credential.key, other.secret) is None


def test_ended_sessions_are_forgotten_and_what_they_said_stays(session):
    session.post(session.said())

    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert forget_ended_launches() == 1

    assert not LaunchCredential.objects.exists()
    assert Statement.objects.count() == 1
