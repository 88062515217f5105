"""What the record store holds about a person, and how the link to them is cut."""

import json
from hashlib import sha1

import pytest

from lms.core.registry import personal_data_erasure, personal_data_export
from lms.lrs.models import Statement
from lms.lrs.personal_data import erase_statements, export_statements
from lms.lrs.statements import actor_of
from tests.factories.accounts import UserFactory
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, store, void_data

pytestmark = pytest.mark.django_db


def test_export_has_every_statement_that_names_the_person_in_sentences():
    user = UserFactory(email="sanne@voorbeeld.nl", language="nl")
    key = RecordStoreKeyFactory()
    (own,) = store(statement_data(actor=actor_of(user.pseudonym), timestamp="2026-01-01T10:00:00Z"))
    digest = sha1(b"mailto:sanne@voorbeeld.nl").hexdigest()
    (hashed,) = store(statement_data(actor={"mbox_sha1sum": digest}, timestamp="2026-01-02T10:00:00Z"), key=key)
    (assessed,) = store(
        statement_data(
            actor=actor_of("somebody"),
            context={"instructor": actor_of(user.pseudonym)},
            timestamp="2026-01-03T10:00:00Z",
        )
    )
    (voided,) = store(statement_data(actor=actor_of(user.pseudonym), timestamp="2026-01-04T10:00:00Z"))
    store(void_data(voided.id, actor=actor_of("somebody")))
    store(statement_data(actor=actor_of("somebody else")))

    exported = export_statements(user)["statements"]

    ids = [item["statement"]["id"] for item in exported]
    assert ids == [str(own.id), str(hashed.id), str(assessed.id), str(voided.id)]
    assert ["note" in item for item in exported] == [False, False, False, True]
    assert exported[0]["sentence"] == "bekeek “https://example.org/activities/robot”"
    assert exported[0]["when"] == "2026-01-01T10:00:00.000000Z"


def test_erasure_puts_the_pseudonym_where_a_client_named_an_address():
    user = UserFactory(email="sanne@voorbeeld.nl")
    key = RecordStoreKeyFactory()
    member = {"mbox": "mailto:sanne@voorbeeld.nl", "name": "Sanne de Vries"}
    (named,) = store(statement_data(actor={"objectType": "Group", "member": [member]}), key=key)
    (other,) = store(statement_data(actor={"mbox": "mailto:jan@voorbeeld.nl"}), key=key)

    assert erase_statements(user) == 1

    assert "anne" not in Statement.objects.get(pk=named.pk).raw
    assert str(user.pseudonym) in Statement.objects.get(pk=named.pk).raw
    assert Statement.objects.get(pk=other.pk).raw == other.raw
    assert [item["statement"]["id"] for item in export_statements(user)["statements"]] == [str(named.id)]
    assert erase_statements(user) == 0


def test_person_is_found_and_erased_in_any_case_of_letters():
    user = UserFactory(email="jan.jansen@bedrijf.nl")
    digest = sha1(b"mailto:jan.jansen@bedrijf.nl").hexdigest().upper()
    actors = [{"mbox": "mailto:Jan.Jansen@Bedrijf.nl", "name": "Jan"}, {"mbox_sha1sum": digest}]
    rows = store(*(statement_data(actor=actor) for actor in actors), key=RecordStoreKeyFactory())
    assert "Jan.Jansen@Bedrijf.nl" in rows[0].raw
    assert len(export_statements(user)["statements"]) == 2

    assert erase_statements(user) == 2

    left = "".join(Statement.objects.values_list("raw", flat=True))
    assert "Jan" not in left
    assert digest not in left


def test_export_tells_no_right_answers():
    user = UserFactory()
    definition = {
        "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
        "interactionType": "choice",
        "choices": [{"id": "a"}, {"id": "b"}],
        "correctResponsesPattern": ["a"],
    }
    question = {"id": "https://example.org/question", "definition": definition}
    store(statement_data(actor=actor_of(user.pseudonym), object=question, result={"response": "b"}))

    (item,) = export_statements(user)["statements"]

    assert "correctResponsesPattern" not in json.dumps(item)
    assert item["statement"]["result"] == {"response": "b"}
    assert "correctResponsesPattern" in Statement.objects.get().raw


def test_record_store_is_registered_for_export_and_erasure():
    assert "lrs" in personal_data_export.names()
    assert "lrs" in personal_data_erasure.names()
