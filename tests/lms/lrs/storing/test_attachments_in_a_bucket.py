"""Attachments where STORAGE_URL names a bucket: the same, and a bucket that fails is a 503, never a 500."""

from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from lms.lrs.models import Statement, StatementAttachment
from lms.settings.storage import storage_from_url
from tests.factories.lrs import RecordStoreKeyFactory, statement_data
from tests.lms.lrs.bucket import Bucket
from tests.lms.lrs.conftest import XapiClient
from tests.lms.lrs.multiparts import attachment, part, received, send, statements_part

pytestmark = pytest.mark.django_db

PHOTO = b"\xff\xd8 a weld \x00\r\n--x\r\n" * 900
NAME = "/attachments/media/xapi/{}/{}/{}"


@pytest.fixture
def bucket(settings):
    with Bucket() as bucket:
        settings.STORAGES = {**settings.STORAGES, "default": storage_from_url(bucket.url)}
        yield bucket


def name_of(xapi, content=PHOTO):
    sha2 = sha256(content).hexdigest()
    return NAME.format(xapi.key.fieldlab_id, sha2[:2], sha2)


def sent(xapi, data=None):
    data = data or statement_data(attachments=[attachment(PHOTO)])
    return data, send(xapi, statements_part(data), part(PHOTO))


def is_unavailable(response):
    assert response.status_code == 503
    assert response.headers["Content-Type"] == "application/problem+json"
    assert int(response.headers["Retry-After"]) > 0
    assert "secret" not in response.content.decode()
    return True


def test_bytes_lie_in_the_bucket_once_and_come_back(xapi, bucket):
    (data, answer), (_, again) = sent(xapi), sent(xapi)
    assert (answer.status_code, again.status_code) == (200, 200)

    _, [(headers, content)] = received(xapi.get(statementId=data["id"], attachments="true"))

    assert content == PHOTO
    assert headers["X-Experience-API-Hash"] == sha256(PHOTO).hexdigest()
    assert bucket.objects == {name_of(xapi): PHOTO}
    assert bucket.written == [name_of(xapi)]


def test_object_that_is_cut_off_is_written_again_under_its_own_name(xapi, bucket):
    bucket.objects[name_of(xapi)] = PHOTO[:10]

    _, answer = sent(xapi)

    assert answer.status_code == 200
    assert bucket.objects == {name_of(xapi): PHOTO}


def test_refused_statement_leaves_no_bytes(xapi, bucket):
    there = statement_data()
    xapi.post(there)
    other = {**there, "verb": {"id": "https://example.org/other"}, "attachments": [attachment(PHOTO)]}

    _, answer = sent(xapi, other)

    assert answer.status_code == 409
    assert bucket.objects == {}


@pytest.mark.parametrize("method", ["HEAD", "PUT"])
@pytest.mark.parametrize("said", [(503, "SlowDown"), (403, "AccessDenied"), (500, "InternalError")])
def test_bucket_that_takes_nothing_is_a_503_and_the_next_try_succeeds(xapi, bucket, method, said):
    bucket.refuse = {method: said}
    data, answer = sent(xapi)

    assert is_unavailable(answer)
    assert not Statement.objects.exists()
    assert not StatementAttachment.objects.exists()

    bucket.refuse = {}
    assert sent(xapi, data)[1].status_code == 200
    assert bucket.objects == {name_of(xapi): PHOTO}


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_bucket_that_gives_nothing_is_a_503_before_the_answer_begins(xapi, bucket, method):
    data, _ = sent(xapi)
    bucket.refuse = {method: (503, "SlowDown")}

    assert is_unavailable(xapi.get(statementId=data["id"], attachments="true"))
    assert xapi.get(statementId=data["id"]).status_code == 200


def test_bucket_where_nothing_listens_is_a_503(xapi, settings):
    with Bucket() as gone:
        settings.STORAGES = {**settings.STORAGES, "default": storage_from_url(gone.url)}

    assert is_unavailable(sent(xapi)[1])
    assert xapi.post(statement_data()).status_code == 200


def test_object_that_was_erased_is_left_out_of_the_answer(xapi, bucket):
    data, _ = sent(xapi)
    bucket.objects.clear()

    statement, parts = received(xapi.get(statementId=data["id"], attachments="true"))

    assert statement["id"] == data["id"]
    assert parts == []


def test_bucket_gives_other_files_names_of_their_own(bucket):
    first = default_storage.save("report.txt", ContentFile(b"one"))
    second = default_storage.save("report.txt", ContentFile(b"two"))

    assert first != second
    assert [default_storage.open(name).read() for name in (first, second)] == [b"one", b"two"]


def test_fieldlabs_have_objects_of_their_own(xapi, bucket):
    other = XapiClient(RecordStoreKeyFactory())
    sent(xapi)
    sent(other)

    assert set(bucket.objects) == {name_of(xapi), name_of(other)}
