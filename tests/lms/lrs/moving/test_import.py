"""Statements in from a file: each once, whenever it is stopped."""

import gzip
import json
from uuid import uuid4

import pytest
from django.core.management import CommandError

from lms.lrs.actions.import_statements import Line, import_statements
from lms.lrs.management.importing import import_file, refused_of
from lms.lrs.models import RecordStoreKey, Relation, Statement
from lms.lrs.moving.exporting import export_statements, note_of
from lms.lrs.signals import statements_stored
from tests.factories.lrs import RecordStoreKeyFactory, TenantFactory, statement_data
from tests.lms.lrs.moving.files import Killed, killed_after, run, silent, store, written

pytestmark = pytest.mark.django_db


def test_import_takes_the_keys_word_for_it_whatever_the_file_says(path):
    key = RecordStoreKeyFactory()
    site = {"account": {"homePage": "https://demo.skillslab.example", "name": "site"}}
    said = statement_data(authority=site, stored="2020-01-01T00:00:00Z", timestamp="2019-12-31T00:00:00Z")

    import_file(written(path, [said]), key=key, progress=silent)

    statement = Statement.objects.get()
    assert (statement.tenant, statement.record_store_key) == (key.fieldlab, key)
    assert json.loads(statement.authority)["account"]["name"] == f"key:{key.uuid}"
    assert statement.stored.year >= 2026
    assert statement.timestamp.year == 2019


def test_what_was_exported_is_imported_elsewhere_as_it_was(path, make_xapi):
    key = RecordStoreKeyFactory()
    sent = [statement_data(result={"duration": "PT1.50S"}) for _ in range(3)]
    store(*sent, key=key)
    export_statements(path, fieldlab=None, progress=silent)
    Relation.objects.all().delete()
    Statement.objects.all().delete()
    there = make_xapi()

    done = import_file(path, key=there.key, progress=silent)

    assert (done.stored, done.known, done.refused) == (3, 0, 0)
    for statement in sent:
        found = there.get(statementId=statement["id"]).json()
        assert {name: found[name] for name in statement} == statement


def test_import_twice_stores_once(path):
    key = RecordStoreKeyFactory()
    without_id = statement_data(id=None)
    written(path, [statement_data(), without_id, without_id])

    first = import_file(path, key=key, progress=silent)
    second = import_file(path, key=key, progress=silent)

    assert (first.stored, first.known) == (3, 0)
    assert (second.stored, second.known) == (0, 3)
    assert Statement.objects.count() == 3
    assert all(id.version == 4 for id in Statement.objects.values_list("id", flat=True))


def test_import_that_was_stopped_goes_on_and_doubles_nothing(path):
    key = RecordStoreKeyFactory()
    bad = statement_data(verb={})
    written(path, [bad, *(statement_data() for _ in range(1200)), bad])

    with pytest.raises(Killed):
        import_file(path, key=key, progress=killed_after(1))
    assert Statement.objects.count() == 499
    done = import_file(path, key=key, progress=silent)

    assert (done.lines, done.stored, done.known, done.refused) == (1202, 1200, 0, 2)
    assert Statement.objects.count() == 1200
    assert [line["number"] for line in map(json.loads, refused_of(path).read_text().splitlines())] == [1, 1202]
    assert not note_of(path).exists()


def test_kill_between_storing_and_noting_doubles_nothing(path):
    """As above, but the note of the first piece is lost."""
    key = RecordStoreKeyFactory()
    written(path, [statement_data() for _ in range(700)])
    with pytest.raises(Killed):
        import_file(path, key=key, progress=killed_after(1))
    note_of(path).unlink()

    done = import_file(path, key=key, progress=silent)

    assert (done.stored, done.known) == (200, 500)
    assert Statement.objects.count() == 700


def test_bad_lines_are_listed_and_the_others_stored(path):
    key = RecordStoreKeyFactory()
    there = statement_data()
    store(there, key=key)
    good = [statement_data() for _ in range(4)]
    texts = [
        json.dumps(good[0]),
        "no json",
        "[1]",
        "",
        json.dumps(good[1]),
        json.dumps(statement_data(actor=None)),
        json.dumps({**there, "verb": {"id": "http://adlnet.gov/expapi/verbs/passed"}}),
        json.dumps(good[2]),
        json.dumps(good[2]),
        '{"a":' * 100 + "1" + "}" * 100,
        json.dumps(good[3]),
    ]
    text = "\n".join(texts).encode() + b"\n\xff\xfe\n"
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)

    done = import_file(path, key=key, progress=silent)

    assert (done.stored, done.known, done.refused) == (4, 1, 6)
    refused = [json.loads(line) for line in refused_of(path).read_text().splitlines()]
    assert {line["number"] for line in refused} == {2, 3, 6, 7, 10, 12}
    reasons = {line["number"]: line["reason"] for line in refused}
    assert "actor" in reasons[6]
    assert there["id"] in reasons[7]
    assert "nested" in reasons[10]


def test_statements_of_both_versions_are_imported():
    key = RecordStoreKeyFactory()
    new = statement_data(
        version="2.0.0",
        context={"contextAgents": [{"objectType": "contextAgent", "agent": {"mbox": "mailto:an@voorbeeld.nl"}}]},
    )
    lines = [
        Line(number, json.dumps(data)) for number, data in enumerate([statement_data(), new, statement_data()])
    ]

    done = import_statements(lines=lines, key=key)

    assert (done.stored, done.refused) == (3, [])
    assert list(Statement.objects.order_by("seq").values_list("version", flat=True)) == ["1.0.0", "2.0.0", "1.0.0"]


def test_device_imports_no_more_than_it_may_say():
    key = RecordStoreKeyFactory(
        kind="device", activity_prefix="https://cell3.example.nl/", scopes=["statements/write"]
    )

    done = import_statements(lines=[Line(1, json.dumps(statement_data()))], key=key)

    assert done.stored == 0
    assert "machine" in done.refused[0].reason


def test_import_announces_nothing(path, django_capture_on_commit_callbacks):
    heard = []

    def receiver(**kwargs):
        heard.append(kwargs)

    statements_stored.connect(receiver)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            import_file(written(path, [statement_data()]), key=RecordStoreKeyFactory(), progress=silent)
    finally:
        statements_stored.disconnect(receiver)
    assert heard == []


def test_commands_export_and_import(path):
    key = RecordStoreKeyFactory()
    store(*(statement_data() for _ in range(3)), key=key)
    assert run("export_statements", str(path), fieldlab=key.fieldlab.slug).startswith("3 statements in ")
    Relation.objects.all().delete()
    Statement.objects.all().delete()

    said = run("import_statements", str(path), key=key.key)

    assert said.startswith("3 stored, 0 known already, 0 refused")
    assert "rebuild_progress" in said


@pytest.mark.parametrize(
    "fields", [{"scopes": ["statements/read"]}, {"revoked_at": "2026-01-01T00:00:00Z"}, {"kind": "sessions"}]
)
def test_command_takes_no_key_that_may_not_write(fields, path):
    key = RecordStoreKeyFactory(**fields)
    with pytest.raises(CommandError):
        run("import_statements", str(written(path, [statement_data()])), key=key.key)
    assert not Statement.objects.exists()


def test_import_with_another_key_does_not_go_on_with_it(path):
    one, other = RecordStoreKeyFactory(), RecordStoreKeyFactory()
    written(path, [statement_data() for _ in range(501)])
    with pytest.raises(Killed):
        import_file(path, key=one, progress=killed_after(1))

    with pytest.raises(CommandError):
        run("import_statements", str(path), key=other.key)


@pytest.mark.parametrize(
    "content", [b"not gzip", gzip.compress(b"{}\n" * 1000, mtime=0)[:-12]], ids=["other", "cut off"]
)
def test_file_that_is_broken_is_said_so(content, tmp_path):
    path = tmp_path / "statements.jsonl.gz"
    path.write_bytes(content)
    with pytest.raises(CommandError):
        run("import_statements", str(path), key=RecordStoreKeyFactory().key)


def test_commands_name_what_is_missing(tmp_path):
    TenantFactory()
    with pytest.raises(CommandError):
        run("export_statements", str(tmp_path / "x"), fieldlab="nowhere")
    with pytest.raises(CommandError):
        run("import_statements", str(tmp_path / "x"), key=str(uuid4()))
    assert not RecordStoreKey.objects.exists()
