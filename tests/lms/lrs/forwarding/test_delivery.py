"""Forwarding: in order, nothing lost, nothing twice, and as it came in."""

import json
from collections import Counter
from hashlib import sha256

import pytest

from lms.lrs.actions.settle_transactions import settle_transactions
from lms.lrs.models import Statement
from lms.lrs.requests.multipart import written
from lms.lrs.storing.sources import Source
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store, void_data
from tests.lms.lrs.forwarding.other_store import PASSED, ids, sent_to

pytestmark = pytest.mark.django_db


def test_statements_arrive_once_in_order_and_as_they_were(make, other, key):
    destination = make()
    statements = store(
        *(statement_data(result={"duration": "PT1.50S", "score": {"raw": 1.10}}) for _ in range(3)), key=key
    )

    assert sent_to(destination).sent == 3
    sent_to(destination)

    assert list(other.kept.items()) == [(name, 1) for name in ids(statements)]
    (text,) = other.texts.values()
    assert '"PT1.50S"' in text
    assert '"raw":1.1' in text
    assert (destination.seq, destination.last_error) == (statements[-1].seq, "")
    assert other.headers[0]["authorization"] == "Basic a2V5OnNlOmNyZXQ="
    assert other.headers[0]["x-experience-api-version"] == "1.0.3"


def test_batches_have_500_at_most(make, other, key):
    destination = make()
    store(*(statement_data() for _ in range(800)), key=key)
    store(*(statement_data() for _ in range(300)), key=key)

    sent_to(destination)

    assert [len(batch) for batch in other.batches] == [500, 500, 100]
    assert Counter(other.kept.values()) == {1: 1100}


def test_statements_go_in_the_version_that_they_came_in(make, other, key):
    destination = make()
    store(statement_data(), key=key)
    new = statement_data(
        context={"contextAgents": [{"objectType": "contextAgent", "agent": {"mbox": "mailto:an@voorbeeld.nl"}}]}
    )
    store(new, source=Source.of_key(key, "2.0.0"))

    sent_to(destination)

    assert [headers["x-experience-api-version"] for headers in other.headers] == ["1.0.3", "2.0.0"]


def test_destination_of_a_fieldlab_gets_its_statements_alone(make, other, key):
    destination = make(fieldlab=key.fieldlab)
    store(statement_data(), key=RecordStoreKeyFactory())
    (own,) = store(statement_data(), key=key)
    store(statement_data(), source=Source.of_site(None))

    sent_to(destination)

    assert list(other.kept) == [str(own.id)]
    # Nothing that was passed over is looked at again.
    assert destination.seq == Statement.objects.latest("seq").seq


def test_filters_let_through_what_they_name(make, other, key):
    module = "https://demo.skillslab.example/xapi/activities/1"
    destination = make(verbs=[PASSED], activities=[module])
    store(statement_data(), statement_data(verb={"id": PASSED}), key=key)
    wanted = store(
        statement_data(verb={"id": PASSED}, object={"id": module}),
        statement_data(verb={"id": PASSED}, context={"contextActivities": {"grouping": [{"id": module}]}}),
        key=key,
    )
    store(statement_data(object={"id": module}), key=key)

    sent_to(destination)

    assert list(other.kept) == ids(wanted)


def test_attachments_go_with_their_statement_which_goes_alone(make, other, xapi, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = b"\x00\r\n--certificate--\xff"
    attachment = {
        "usageType": "https://example.org/attachments/certificate",
        "display": {"en": "certificate"},
        "contentType": "application/pdf",
        "length": len(content),
        "sha2": sha256(content).hexdigest(),
    }
    said = [statement_data(), statement_data(attachments=[attachment]), statement_data()]
    parts = [
        ({"Content-Type": "application/json"}, [json.dumps(said).encode()]),
        (
            {
                "Content-Type": "application/pdf",
                "Content-Transfer-Encoding": "binary",
                "X-Experience-API-Hash": attachment["sha2"],
            },
            [content],
        ),
    ]
    body = b"".join(written(parts, "part"))
    response = xapi.post(body, headers={"Content-Type": "multipart/mixed; boundary=part"})
    assert response.status_code == 200, response.content

    sent_to(make())

    assert other.batches == [[statement["id"]] for statement in said]
    ((headers, received),) = other.files
    assert (received, headers["x-experience-api-hash"]) == (content, attachment["sha2"])


def test_void_goes_after_its_target(make, other, key):
    destination = make()
    (target,) = store(statement_data(), key=key)
    (void,) = store(void_data(target.id), key=key)

    sent_to(destination)

    assert list(other.kept) == ids([target, void])


def test_destination_from_now_on_gets_no_past(make, other, key):
    store(statement_data(), key=key)
    settle_transactions()
    destination = make(is_from_start=False)
    (new,) = store(statement_data(), key=key)

    sent_to(destination)

    assert list(other.kept) == [str(new.id)]


def test_characters_of_any_kind_go_out_as_they_came(make, other, key):
    destination = make()
    text = "é \u2028 \U0001f600 \\u0000"
    (statement,) = store(statement_data(result={"response": text}), key=key)

    sent_to(destination)

    (sent,) = json.loads(other.texts[str(statement.id)])
    assert sent["result"]["response"] == text
