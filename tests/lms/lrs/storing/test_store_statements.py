from uuid import UUID, uuid4

import pytest

from lms.lrs.actions.store_statements import store_statements
from lms.lrs.models import Statement
from lms.lrs.queries import statements_of_registration
from lms.lrs.records import ReceivedStatement, StatementConflict
from lms.lrs.statements import Result, activity_id_of, step
from lms.lrs.storing.sources import Source
from lms.lrs.vocabulary import EXPERIENCED, ActivityType
from tests.factories.lrs import TenantFactory, statement_data, store

pytestmark = pytest.mark.django_db


def received(*data):
    return [ReceivedStatement.from_data(item) for item in data]


def test_stored_statements_come_back_by_registration_in_their_order():
    registration = uuid4()
    fieldlab = TenantFactory()
    steps = [
        step(
            verb=EXPERIENCED,
            actor_pseudonym=uuid4(),
            activity_id=activity_id_of(uuid4()),
            activity_type=ActivityType.LESSON,
            name={"nl": f"Les {number}"},
            registration=registration,
            result=Result(completion=True),
        )
        for number in range(20)
    ]

    stored = store_statements(statements=received(*steps), source=Source.of_site(fieldlab))

    assert stored.new_ids == stored.ids == [UUID(data["id"]) for data in steps]
    records = statements_of_registration(registration)
    assert [record.data for record in records] == steps
    assert {record.own for record in records} == {True}


def test_the_same_statement_again_is_a_success_and_nothing_new():
    data = statement_data()
    store(data)

    again = store_statements(statements=received(data), source=Source.of_site(None))

    assert again.ids == [UUID(data["id"])]
    assert again.new_ids == []
    assert Statement.objects.count() == 1


def test_a_different_statement_under_a_known_id_is_a_conflict_and_nothing_is_stored():
    data = statement_data()
    store(data)
    other = statement_data(id=data["id"], verb={"id": "http://adlnet.gov/expapi/verbs/passed"})

    with pytest.raises(StatementConflict) as conflict:
        store_statements(statements=received(statement_data(), other), source=Source.of_site(None))

    assert conflict.value.statement_id == UUID(data["id"])
    assert Statement.objects.count() == 1
