"""tincan's RemoteLRS, a client that is not ours, works against the site unchanged."""

from uuid import uuid4

import pytest
import tincan

from tests.factories.lrs import SECRET, RecordStoreKeyFactory

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def lrs(live_server):
    key = RecordStoreKeyFactory()
    return tincan.RemoteLRS(endpoint=f"{live_server.url}/xapi/", username=key.key, password=SECRET)


def statement(**properties):
    return tincan.Statement(
        **{
            "id": str(uuid4()),
            "actor": tincan.Agent(mbox="mailto:sanne@voorbeeld.nl"),
            "verb": tincan.Verb(id="http://adlnet.gov/expapi/verbs/experienced"),
            "object": tincan.Activity(id="https://example.org/activities/robot"),
            **properties,
        }
    )


def test_about_names_the_client_s_version(lrs):
    response = lrs.about()

    assert response.success
    assert "1.0.3" in response.content.version


def test_statement_is_stored_and_read_back(lrs):
    sent = statement(result=tincan.Result(success=True, score=tincan.Score(scaled=0.5)))

    assert lrs.save_statement(sent).success
    response = lrs.retrieve_statement(sent.id)

    assert response.success
    assert response.content.id == sent.id
    assert response.content.result.score.scaled == 0.5


def test_batch_is_stored_and_read_in_pages_with_more(lrs):
    batch = [statement() for _ in range(5)]
    assert lrs.save_statements(batch).success

    response = lrs.query_statements(
        {"agent": tincan.Agent(mbox="mailto:sanne@voorbeeld.nl"), "limit": 2, "ascending": True}
    )
    found = list(response.content.statements)
    while response.content.more:
        response = lrs.more_statements(response.content)
        assert response.success
        found += response.content.statements

    assert [item.id for item in found] == [item.id for item in batch]


def test_voided_statement_is_read_as_voided(lrs):
    sent = statement()
    lrs.save_statement(sent)
    void = statement(
        verb=tincan.Verb(id="http://adlnet.gov/expapi/verbs/voided"), object=tincan.StatementRef(id=sent.id)
    )

    assert lrs.save_statement(void).success
    assert not lrs.retrieve_statement(sent.id).success
    assert lrs.retrieve_voided_statement(sent.id).content.id == sent.id


def test_wrong_secret_is_an_answer_and_no_exception(live_server):
    key = RecordStoreKeyFactory()
    lrs = tincan.RemoteLRS(endpoint=f"{live_server.url}/xapi/", username=key.key, password="wrong")

    response = lrs.save_statement(statement())

    assert not response.success
    assert response.response.status == 401
