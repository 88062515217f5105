"""Voiding and StatementRefs: xAPI 1.0.3, part 2, 2.3.2 and 2.4.4.3; part 3, 2.1.3."""

from uuid import uuid4

import pytest

from lms.lrs.queries import statements_of_registration
from lms.lrs.records import StatementForbidden
from lms.lrs.storing.sources import Source
from tests.factories.lrs import RecordStoreKeyFactory, TenantFactory, statement_data, store, void_data

pytestmark = pytest.mark.django_db


def reference(target, **properties):
    return statement_data(object={"objectType": "StatementRef", "id": str(target)}, **properties)


def test_voided_statement_is_found_by_its_own_parameter_alone_2_3_2(xapi):
    data = statement_data()
    void = void_data(data["id"])
    xapi.post(data)
    xapi.post(void)

    assert xapi.get(statementId=data["id"]).status_code == 404
    assert xapi.get(voidedStatementId=data["id"]).json()["id"] == data["id"]
    assert xapi.get(voidedStatementId=void["id"]).status_code == 404
    assert xapi.ids() == [void["id"]]


def test_void_may_come_before_its_target_2_3_2(xapi):
    data = statement_data()
    void = void_data(data["id"])
    xapi.post(void)
    xapi.post(data)

    assert xapi.ids() == [void["id"]]
    assert xapi.get(voidedStatementId=data["id"]).status_code == 200


def test_voiding_statement_cannot_be_voided_2_3_2(xapi):
    data = statement_data()
    void = void_data(data["id"])
    xapi.post([data, void])

    assert xapi.post(void_data(void["id"])).status_code == 403
    assert xapi.get(statementId=void["id"]).status_code == 200


def test_voiding_statement_is_not_voided_by_a_void_that_came_before_it_2_3_2(xapi):
    data = statement_data()
    void = void_data(data["id"])
    early = void_data(void["id"])
    xapi.post(early)
    xapi.post([data, void])

    assert set(xapi.ids()) == {early["id"], void["id"]}


def test_void_of_another_fieldlab_changes_nothing(make_xapi):
    one, other = make_xapi(), make_xapi()
    late = statement_data()
    other.post(void_data(late["id"]))
    (known,) = one.post(statement_data()).json()
    one.post(late)

    assert other.post(void_data(known)).status_code == 403
    assert set(one.ids()) == {known, late["id"]}


def test_key_cannot_void_what_the_site_says_itself(xapi):
    registration = uuid4()
    source = Source.of_site(xapi.key.fieldlab)
    own, late = (statement_data(context={"registration": str(registration)}) for _ in range(2))
    store(own, source=source)

    assert xapi.post(void_data(own["id"])).status_code == 403
    assert xapi.post(void_data(late["id"])).status_code == 200
    store(late, source=source)
    assert [str(record.id) for record in statements_of_registration(registration)] == [own["id"], late["id"]]


def test_site_can_void_what_it_said_and_what_a_client_said():
    fieldlab = TenantFactory()
    registration = uuid4()
    context = {"registration": str(registration)}
    (own,) = store(statement_data(context=context), source=Source.of_site(fieldlab))
    (foreign,) = store(statement_data(context=context), key=RecordStoreKeyFactory(fieldlab=fieldlab))
    assert [record.own for record in statements_of_registration(registration)] == [True, False]

    store(void_data(own.id), void_data(foreign.id), source=Source.of_site(fieldlab))

    assert statements_of_registration(registration) == []


def test_site_cannot_void_for_another_fieldlab():
    (statement,) = store(statement_data(), source=Source.of_site(TenantFactory()))

    with pytest.raises(StatementForbidden):
        store(void_data(statement.id), source=Source.of_site(TenantFactory()))


def test_statement_without_fieldlab_can_be_voided_by_the_site():
    registration = uuid4()
    (statement,) = store(statement_data(context={"registration": str(registration)}))

    store(void_data(statement.id))

    assert statements_of_registration(registration) == []


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0), (0, 2, 1), (2, 0, 1)])
def test_filter_finds_what_refers_to_a_match_in_any_order_of_arrival_2_1_3(xapi, order):
    target = statement_data(verb={"id": "http://adlnet.gov/expapi/verbs/passed"})
    middle = reference(target["id"])
    outer = reference(middle["id"])
    chain = [target, middle, outer]
    for index in order:
        xapi.post(chain[index])
    xapi.post(statement_data())

    assert set(xapi.ids(verb="http://adlnet.gov/expapi/verbs/passed")) == {data["id"] for data in chain}


def test_statements_that_refer_in_a_circle_are_found_once(xapi):
    one, other = str(uuid4()), str(uuid4())
    xapi.post(reference(other, id=one, verb={"id": "urn:x:one"}))
    xapi.post(reference(one, id=other))

    assert sorted(xapi.ids(verb="urn:x:one")) == sorted([one, other])


def test_filter_finds_the_void_of_a_match_but_not_the_voided_2_1_3(xapi):
    data = statement_data(verb={"id": "http://adlnet.gov/expapi/verbs/passed"})
    void = void_data(data["id"])
    xapi.post([data, void])

    assert xapi.ids(verb="http://adlnet.gov/expapi/verbs/passed") == [void["id"]]


def test_since_holds_for_the_referring_statement_itself_2_1_3(xapi):
    (target,) = store(statement_data(verb={"id": "urn:x:old"}), key=xapi.key)
    (outer,) = store(reference(target.id), key=xapi.key)

    assert xapi.ids(verb="urn:x:old", since=target.stored.isoformat())[:1] == [str(outer.id)]


def test_reference_to_another_fieldlab_tells_nothing(make_xapi):
    one, other = make_xapi(), make_xapi()
    (secret,) = one.post(statement_data(verb={"id": "urn:x:secret"})).json()
    other.post(reference(secret))

    assert other.ids(verb="urn:x:secret") == []


@pytest.mark.parametrize("is_reversed", [False, True])
def test_long_chain_is_followed_up_to_a_bound(xapi, is_reversed):
    chain = [statement_data(verb={"id": "urn:x:first"})]
    for _ in range(30):
        chain.append(reference(chain[-1]["id"]))
    for data in reversed(chain) if is_reversed else chain:
        xapi.post(data)

    assert set(xapi.ids(verb="urn:x:first")) == {data["id"] for data in chain[:21]}
