"""Statements out to a file: each once, whenever it is stopped."""

import json

import pytest
from django.core.management import CommandError

from lms.lrs.actions.settle_transactions import settle_transactions
from lms.lrs.models import Statement
from lms.lrs.moving.exporting import export_statements, note_of
from lms.lrs.storing.sources import Source
from tests.factories.lrs import RecordStoreKeyFactory, statement_data, void_data
from tests.lms.lrs.moving.files import Killed, killed_after, lines_of, lines_of_raw, run, silent, store

pytestmark = pytest.mark.django_db


def test_export_has_each_statement_of_the_fieldlab_once_in_order(path):
    key = RecordStoreKeyFactory()
    own = store(*(statement_data() for _ in range(5)), key=key)
    store(void_data(own[0].id), key=key)
    store(statement_data(), key=RecordStoreKeyFactory())
    store(statement_data(), source=Source.of_site(key.fieldlab))

    done = export_statements(path, fieldlab=key.fieldlab, progress=silent)

    found = lines_of(path)
    assert [line["id"] for line in found] == [
        str(id)
        for id in Statement.objects.filter(tenant=key.fieldlab).order_by("seq").values_list("id", flat=True)
    ]
    assert done.count == len(found) == 7
    assert all({"stored", "authority", "timestamp", "version"} <= line.keys() for line in found)
    assert not note_of(path).exists()


def test_statement_sent_with_line_breaks_is_one_line(xapi, path):
    (statement_id,) = xapi.post(json.dumps(statement_data(result={"response": "a\nb\u2028c"}), indent=2)).json()

    settle_transactions()
    export_statements(path, fieldlab=None, progress=silent)

    (line,) = lines_of_raw(path)
    assert json.loads(line)["id"] == statement_id
    assert json.loads(line)["result"]["response"] == "a\nb\u2028c"


def test_export_that_was_stopped_goes_on_and_doubles_nothing(path):
    key = RecordStoreKeyFactory()
    for _ in range(5):
        store(*(statement_data() for _ in range(500)), key=key)

    with pytest.raises(Killed):
        export_statements(path, fieldlab=None, progress=killed_after(1))
    # What was half written when the process was killed.
    with path.open("ab") as file:
        file.write(b'{"id": "half')
    late = store(statement_data(), key=key)
    done = export_statements(path, fieldlab=None, progress=silent)

    found = [line["id"] for line in lines_of(path)]
    assert len(found) == len(set(found)) == done.count == 2500
    assert str(late[0].id) not in found


def test_export_overwrites_no_other_file(path):
    path.write_text("mine")
    with pytest.raises(CommandError):
        run("export_statements", str(path), all=True)
    assert path.read_text() == "mine"


def test_export_of_another_fieldlab_does_not_go_on_with_it(path):
    key = RecordStoreKeyFactory()
    store(*(statement_data() for _ in range(1001)), key=key)
    with pytest.raises(Killed):
        export_statements(path, fieldlab=None, progress=killed_after(1))

    with pytest.raises(CommandError):
        run("export_statements", str(path), fieldlab=key.fieldlab.slug)
