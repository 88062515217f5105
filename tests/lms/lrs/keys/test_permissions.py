"""What a client may not say: somebody else's registration, a forged actor, a closed enrolment."""

from uuid import uuid4

import pytest

from lms.core.registry import RegistrationOwner
from lms.lrs.models import Statement
from lms.lrs.signals import statements_stored
from lms.lrs.statements import actor_of
from lms.lrs.storing.sources import Source
from tests.factories.lrs import TenantFactory, statement_data, store

pytestmark = pytest.mark.django_db


def said_by(pseudonym, registration, **properties):
    return statement_data(actor=actor_of(pseudonym), context={"registration": str(registration)}, **properties)


def test_statement_of_the_learner_in_an_open_registration_is_taken(xapi, owners):
    registration, pseudonym = uuid4(), uuid4()
    owners[registration] = RegistrationOwner(str(pseudonym), xapi.key.fieldlab_id, open=True)

    assert xapi.post(said_by(pseudonym, registration)).status_code == 200


@pytest.mark.parametrize("wrong", ["tenant", "actor", "closed"])
def test_statement_for_somebody_elses_or_a_closed_registration_changes_nothing(xapi, owners, wrong):
    registration, pseudonym = uuid4(), uuid4()
    owners[registration] = RegistrationOwner(
        str(uuid4() if wrong == "actor" else pseudonym),
        TenantFactory().pk if wrong == "tenant" else xapi.key.fieldlab_id,
        open=wrong != "closed",
    )

    response = xapi.post([statement_data(), said_by(pseudonym, registration)])

    assert response.status_code == 403
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["property"].startswith("[1].")
    assert not Statement.objects.exists()


def test_site_itself_may_say_what_it_sees_of_a_closed_registration(owners):
    registration, fieldlab = uuid4(), TenantFactory()
    owners[registration] = RegistrationOwner(str(uuid4()), fieldlab.pk, open=False)

    assert store(said_by(uuid4(), registration), source=Source.of_site(fieldlab))


@pytest.fixture
def heard():
    heard = []

    def receiver(sender, seqs, registrations, **kwargs):
        heard.append((seqs, registrations))

    statements_stored.connect(receiver)
    yield heard
    statements_stored.disconnect(receiver)


def test_signal_tells_of_clients_statements_after_the_commit(
    xapi, owners, heard, django_capture_on_commit_callbacks
):
    registration, pseudonym = uuid4(), uuid4()
    owners[registration] = RegistrationOwner(str(pseudonym), xapi.key.fieldlab_id, open=True)

    with django_capture_on_commit_callbacks(execute=True):
        (statement,) = store(said_by(pseudonym, registration), key=xapi.key)
        store(said_by(pseudonym, registration), source=Source.of_site(xapi.key.fieldlab))
        assert heard == []

    assert heard == [([statement.seq], [str(registration)])]


def test_signal_names_no_registration_that_nobody_owns(xapi, owners, heard, django_capture_on_commit_callbacks):
    registration, pseudonym = uuid4(), uuid4()
    owners[registration] = RegistrationOwner(str(pseudonym), xapi.key.fieldlab_id, open=True)

    with django_capture_on_commit_callbacks(execute=True):
        (foreign,) = store(said_by(uuid4(), uuid4()), key=xapi.key)
        mixed = store(said_by(uuid4(), uuid4()), said_by(pseudonym, registration), key=xapi.key)

    assert heard == [([foreign.seq], []), (sorted(row.seq for row in mixed), [str(registration)])]
