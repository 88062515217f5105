"""Bytes of attachments go with an export and come with an import: whole, once, held against their SHA-2."""

import gzip
import json
from hashlib import sha256
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from lms.lrs.actions.settle_transactions import settle_transactions
from lms.lrs.management.importing import import_file, refused_of
from lms.lrs.models import Relation, Statement, StatementAttachment
from lms.lrs.moving.attachment_folder import folder_of
from lms.lrs.moving.exporting import export_statements, note_of
from tests.factories.lrs import RecordStoreKeyFactory, statement_data
from tests.lms.lrs.multiparts import attachment, part, received, send, statements_part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

PHOTO, NOTE = b"\xff\xd8 a weld \x00" * 9000, b"a note"


@pytest.fixture(params=["out.jsonl", "out.jsonl.gz"])
def path(request, tmp_path):
    return tmp_path / request.param


def silent(position):
    pass


def sent(xapi, *contents):
    """Store a statement with these bytes, and return it."""
    data = statement_data(attachments=[attachment(content) for content in contents])
    assert send(xapi, statements_part(data), *map(part, contents)).status_code == 200
    settle_transactions()
    return data


def files_in(folder):
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def forget_all():
    StatementAttachment.objects.all().delete()
    Relation.objects.all().delete()
    Statement.objects.all().delete()


def digest(content):
    return sha256(content).hexdigest()


def test_bytes_lie_beside_the_statements_each_once(xapi, path):
    sent(xapi, PHOTO, NOTE)
    sent(xapi, PHOTO)

    done = export_statements(path, fieldlab=None, progress=silent, with_attachments=True)

    assert done.count == 2
    assert files_in(folder_of(path)) == {digest(PHOTO): PHOTO, digest(NOTE): NOTE}
    assert (folder_of(path) / digest(PHOTO)[:2] / digest(PHOTO)).exists()


def test_bytes_stay_here_where_nobody_asks_for_them(xapi, path):
    sent(xapi, PHOTO)

    export_statements(path, fieldlab=None, progress=silent)

    assert not folder_of(path).exists()


def test_export_of_one_fieldlab_has_no_bytes_of_another(xapi, make_xapi, path):
    sent(xapi, PHOTO)
    sent(make_xapi(), NOTE)

    export_statements(path, fieldlab=xapi.key.fieldlab, progress=silent, with_attachments=True)

    assert files_in(folder_of(path)) == {digest(PHOTO): PHOTO}


def test_stopped_export_goes_on_with_the_bytes(xapi, path, monkeypatch):
    monkeypatch.setattr("lms.lrs.moving.exporting.PIECE", 1)
    sent(xapi, PHOTO)
    sent(xapi, NOTE)

    def stop(position):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_statements(path, fieldlab=None, progress=stop, with_attachments=True)
    assert files_in(folder_of(path)) == {digest(PHOTO): PHOTO}
    # What was half written when the process was killed is no file of that name.
    half = folder_of(path) / digest(NOTE)[:2] / f"{digest(NOTE)}.0011.new"
    half.parent.mkdir(parents=True, exist_ok=True)
    half.write_bytes(NOTE[:2])
    done = export_statements(path, fieldlab=None, progress=silent, with_attachments=True)

    assert (done.count, done.attachments) == (2, 2)
    assert files_in(folder_of(path))[digest(NOTE)] == NOTE
    assert not note_of(path).exists()


def test_export_without_bytes_does_not_go_on_as_one_with_them(xapi, path, monkeypatch):
    monkeypatch.setattr("lms.lrs.moving.exporting.PIECE", 1)
    sent(xapi, PHOTO)

    def stop(position):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_statements(path, fieldlab=None, progress=stop)
    with pytest.raises(CommandError):
        call_command("export_statements", str(path), all=True, attachments=True, stdout=StringIO())


def test_erased_bytes_are_left_out_and_their_statement_is_not(xapi, path):
    sent(xapi, PHOTO, NOTE)
    default_storage.delete(StatementAttachment.objects.get(sha2=digest(PHOTO)).file)

    done = export_statements(path, fieldlab=None, progress=silent, with_attachments=True)

    assert (done.count, done.attachments) == (1, 1)
    assert files_in(folder_of(path)) == {digest(NOTE): NOTE}


def test_what_was_exported_comes_back_with_its_bytes(xapi, make_xapi, path):
    data = sent(xapi, PHOTO, NOTE)
    plain = statement_data()
    xapi.post(plain)
    settle_transactions()
    out = StringIO()
    call_command("export_statements", str(path), all=True, attachments=True, stdout=out)
    assert str(folder_of(path)) in out.getvalue()
    forget_all()
    there = make_xapi()

    done = import_file(path, key=there.key, progress=silent)

    assert (done.stored, done.refused) == (2, 0)
    _, parts = received(there.get(attachments="true", statementId=data["id"]))
    assert {content for _, content in parts} == {PHOTO, NOTE}
    rows = StatementAttachment.objects.filter(statement__id=data["id"])
    assert {(row.sha2, row.tenant_id, row.size, row.content_type) for row in rows} == {
        (digest(content), there.key.fieldlab_id, len(content), "image/jpeg") for content in (PHOTO, NOTE)
    }
    assert there.get(statementId=plain["id"]).status_code == 200


def test_import_again_changes_nothing(xapi, path):
    sent(xapi, PHOTO)
    export_statements(path, fieldlab=None, progress=silent, with_attachments=True)
    forget_all()
    key = RecordStoreKeyFactory()

    assert import_file(path, key=key, progress=silent).stored == 1
    again = import_file(path, key=key, progress=silent)

    assert (again.stored, again.known, again.refused) == (0, 1, 0)
    assert StatementAttachment.objects.count() == 1


def test_bytes_that_are_others_than_said_are_refused_with_their_statement(xapi, path):
    data = sent(xapi, PHOTO)
    export_statements(path, fieldlab=None, progress=silent, with_attachments=True)
    forget_all()
    (folder_of(path) / digest(PHOTO)[:2] / digest(PHOTO)).write_bytes(b"something else")

    done = import_file(path, key=RecordStoreKeyFactory(), progress=silent)

    assert (done.stored, done.refused) == (0, 1)
    (refused,) = map(json.loads, refused_of(path).read_text().splitlines())
    assert "SHA-2" in refused["reason"]
    assert not Statement.objects.filter(id=data["id"]).exists()


def test_statement_whose_bytes_are_not_there_is_stored_without(xapi, path):
    data = sent(xapi, PHOTO, NOTE)
    export_statements(path, fieldlab=None, progress=silent, with_attachments=True)
    forget_all()
    (folder_of(path) / digest(PHOTO)[:2] / digest(PHOTO)).unlink()

    done = import_file(path, key=RecordStoreKeyFactory(), progress=silent)

    assert (done.stored, done.refused) == (1, 0)
    kept = StatementAttachment.objects.filter(statement__id=data["id"]).values_list("sha2", flat=True)
    assert list(kept) == [digest(NOTE)]


@pytest.mark.parametrize("sha2", ["../../../secret", "/etc/passwd", "", None, 7])
def test_name_that_is_no_sha2_leads_to_no_file(path, sha2, tmp_path):
    (tmp_path / "secret").write_bytes(b"mine")
    folder_of(path).mkdir()
    line = json.dumps(statement_data(attachments=[{**attachment(NOTE), "sha2": sha2}])).encode() + b"\n"
    path.write_bytes(gzip.compress(line) if path.suffix == ".gz" else line)

    done = import_file(path, key=RecordStoreKeyFactory(), progress=silent)

    assert (done.stored, done.refused) == (0, 1)
    assert not StatementAttachment.objects.exists()
