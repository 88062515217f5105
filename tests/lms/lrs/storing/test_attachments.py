"""Attachments: xAPI 1.0.3, part 2, 2.4.11 and part 3, 1.5 and 2.1."""

import gzip
import json
import os
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage

from lms.lrs.models import Statement, StatementAttachment
from lms.lrs.requests.limits import MAX_ATTACHMENT
from lms.lrs.storing.attachment_files import remove_unused
from lms.lrs.tasks import sweep
from tests.factories.lrs import statement_data, void_data
from tests.lms.lrs.multiparts import attachment, multipart, part, received, send, statements_part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

JPEG = bytes(range(256)) + b"\r\n--x\r\n\r\n--"


def test_bytes_come_back_as_they_were_sent_1_5_2(xapi):
    data = statement_data(attachments=[attachment(JPEG)])
    assert send(xapi, statements_part(data), part(JPEG)).status_code == 200

    statement, [(headers, content)] = received(xapi.get(statementId=data["id"], attachments="true"))

    assert statement["id"] == data["id"]
    assert content == JPEG
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Content-Transfer-Encoding"] == "binary"
    assert headers["X-Experience-API-Hash"] == data["attachments"][0]["sha2"]


def test_bytes_come_back_with_put_and_through_gzip_1_4(xapi):
    data = statement_data(id=str(uuid4()), attachments=[attachment(JPEG)])
    headers = {"Content-Type": "multipart/mixed; boundary=x-boundary", "Content-Encoding": "gzip"}
    body = gzip.compress(multipart(statements_part(data), part(JPEG)))

    response = xapi.send("PUT", "statements", body, headers, statementId=data["id"])

    assert response.status_code == 204
    _, [(_, content)] = received(xapi.get(statementId=data["id"], attachments="true"))
    assert content == JPEG


def test_without_the_parameter_the_answer_is_json_2_1_3(xapi):
    data = statement_data(attachments=[attachment(JPEG)])
    send(xapi, statements_part(data), part(JPEG))

    for parameters in ({}, {"attachments": "false"}):
        response = xapi.get(statementId=data["id"], **parameters)
        assert response.headers["Content-Type"] == "application/json"
        assert response.json()["attachments"] == data["attachments"]


def test_page_has_the_bytes_of_its_statements_once_and_more_goes_on_2_1_3(xapi):
    other = b"other"
    batch = [
        statement_data(attachments=[attachment(JPEG)]),
        statement_data(attachments=[attachment(JPEG), attachment(other)]),
        statement_data(attachments=[attachment(other)]),
    ]
    assert send(xapi, statements_part(batch), part(JPEG), part(other)).status_code == 200

    page, parts = received(xapi.get(attachments="true", limit=2, ascending="true"))
    rest, rest_parts = received(xapi.follow(page["more"]))

    assert sorted(content for _, content in parts) == sorted([JPEG, other])
    assert [item["id"] for item in rest["statements"]] == [batch[2]["id"]]
    assert [content for _, content in rest_parts] == [other]


def test_page_without_attachments_has_one_part_2_1_3(xapi):
    xapi.post(statement_data())

    page, parts = received(xapi.get(attachments="true"))

    assert len(page["statements"]) == 1
    assert parts == []


@pytest.mark.parametrize("algorithm", ["sha224", "sha256", "sha384", "sha512"])
def test_each_sha_2_is_verified_2_4_11(xapi, algorithm):
    data = statement_data(attachments=[attachment(JPEG, algorithm)])
    sha2 = data["attachments"][0]["sha2"]

    assert send(xapi, statements_part(data), part(JPEG, X_Experience_API_Hash=sha2.upper())).status_code == 200
    assert send(xapi, statements_part(data), part(JPEG + b"!", X_Experience_API_Hash=sha2)).status_code == 400


def test_attachment_of_a_substatement_is_kept_2_4_11(xapi):
    sub = {"objectType": "SubStatement", **statement_data(id=None, attachments=[attachment(JPEG)])}
    data = statement_data(object=sub)

    assert xapi.post(data).status_code == 400
    assert send(xapi, statements_part(data), part(JPEG)).status_code == 200
    _, [(_, content)] = received(xapi.get(statementId=data["id"], attachments="true"))
    assert content == JPEG


def test_file_url_needs_no_bytes_and_takes_them_1_5_1(xapi):
    data = statement_data(attachments=[attachment(JPEG, fileUrl="https://example.org/photo.jpg")])

    assert xapi.post(data).status_code == 200
    assert send(xapi, statements_part({**data, "id": str(uuid4())}), part(JPEG)).status_code == 200
    assert xapi.post(statement_data(attachments=[attachment(JPEG)])).status_code == 400


DATA = statement_data(attachments=[attachment(JPEG)])


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [part(JPEG)],
        [part(JPEG), statements_part(DATA)],
        [statements_part(DATA)],
        [statements_part(DATA), part(b"other")],
        [statements_part(DATA), part(JPEG), part(b"other")],
        [statements_part(DATA), statements_part(DATA), part(JPEG)],
        [statements_part(DATA), part(JPEG, X_Experience_API_Hash=None)],
        [statements_part(DATA), part(JPEG, X_Experience_API_Hash="0" * 64)],
        [statements_part(DATA), part(JPEG, X_Experience_API_Hash="x")],
        [statements_part(DATA), part(JPEG, Content_Transfer_Encoding="base64")],
        [statements_part(DATA), part(JPEG, Content_Transfer_Encoding=None)],
        [statements_part(DATA), part(JPEG, Content_Type="image/jpeg\0")],
        [statements_part(DATA), part(JPEG, Content_Type='image/jpeg; a="\0"')],
        [statements_part(DATA), part(JPEG, Content_Type='image/jpeg; a="\nX-Other: b"')],
        [({"Content-Type": "text/plain"}, json.dumps(DATA).encode()), part(JPEG)],
        [({"Content-Type": "application/json"}, b"{"), part(JPEG)],
    ],
)
def test_parts_that_do_not_fit_are_refused_and_nothing_is_kept_1_5_2(xapi, media, parts):
    response = send(xapi, *parts)

    assert response.status_code == 400
    assert response.json()["clause"]
    assert not Statement.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/mixed", multipart(statements_part(DATA), part(JPEG))),
        ("multipart/mixed; boundary=other", multipart(statements_part(DATA), part(JPEG))),
        ("multipart/mixed; boundary=x-boundary", multipart(statements_part(DATA), part(JPEG))[:-20]),
        ("multipart/mixed; boundary=x-boundary", b""),
        ("multipart/mixed; boundary=x-boundary", b"--x-boundary\r\nno header\r\n\r\n{}\r\n--x-boundary--"),
        ("multipart/mixed; boundary=x-boundary", b"--x-boundary, else\r\n\r\n{}\r\n--x-boundary--"),
        ("multipart/mixed; boundary=x-boundary", b"--x-boundary\r\na: " + b"a" * 70_000),
        ("multipart/form-data; boundary=x-boundary", multipart(statements_part(DATA), part(JPEG))),
    ],
)
def test_body_that_is_not_multipart_is_refused_1_5_2(xapi, content_type, body):
    assert xapi.send("POST", "statements", body, {"Content-Type": content_type}).status_code == 400
    assert not Statement.objects.exists()


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_body_that_is_not_packed_as_it_says_is_refused(xapi, encoding):
    response = send(xapi, statements_part(DATA), part(JPEG), **{"Content-Encoding": encoding})

    assert response.status_code == 400


def test_attachment_beyond_the_limit_is_refused(xapi, media):
    content = b"0" * (MAX_ATTACHMENT + 1)

    response = send(xapi, statements_part(statement_data(attachments=[attachment(content)])), part(content))

    assert response.status_code == 413
    assert not Statement.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_refused_statement_leaves_no_bytes(xapi, media):
    data = statement_data()
    xapi.post(data)

    response = send(
        xapi, statements_part({**data, "verb": {"id": "urn:x"}, "attachments": [attachment(JPEG)]}), part(JPEG)
    )

    assert response.status_code == 409
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_equal_bytes_are_one_file_of_a_fieldlab_and_two_of_two(xapi, make_xapi, media):
    for client in (xapi, xapi, make_xapi()):
        send(client, statements_part(statement_data(attachments=[attachment(JPEG)])), part(JPEG))

    assert StatementAttachment.objects.count() == 3
    assert len([path for path in media.rglob("*") if path.is_file()]) == 2


def test_truncated_file_is_written_again_when_the_client_sends_again(xapi, media):
    data = statement_data(attachments=[attachment(JPEG)])
    sha2 = data["attachments"][0]["sha2"]
    left_over = media / "xapi" / str(xapi.key.fieldlab_id) / sha2[:2] / sha2
    left_over.parent.mkdir(parents=True)
    left_over.write_bytes(JPEG[:10])

    assert send(xapi, statements_part(data), part(JPEG)).status_code == 200

    assert [path.read_bytes() for path in media.rglob("*") if path.is_file()] == [JPEG]
    _, [(_, content)] = received(xapi.get(statementId=data["id"], attachments="true"))
    assert content == JPEG


def test_full_disk_leaves_neither_a_statement_nor_bytes(xapi, media):
    other = b"other"
    data = statement_data(attachments=[attachment(JPEG), attachment(other)])
    # A file where the folder of the second one should be.
    sha2 = data["attachments"][1]["sha2"]
    blocking = media / "xapi" / str(xapi.key.fieldlab_id) / sha2[:2]
    blocking.parent.mkdir(parents=True)
    blocking.touch()

    assert send(xapi, statements_part(data), part(JPEG), part(other)).status_code == 503

    assert not Statement.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == [blocking]


def test_bytes_stay_as_long_as_a_statement_has_them(xapi):
    for _ in range(2):
        send(xapi, statements_part(statement_data(attachments=[attachment(JPEG)])), part(JPEG))
    first, second = StatementAttachment.objects.order_by("statement_id")

    first.delete()
    remove_unused([first.file])
    assert default_storage.exists(second.file)
    second.delete()
    remove_unused([second.file])
    assert not default_storage.exists(second.file)
    page, parts = received(xapi.get(attachments="true"))
    assert len(page["statements"]) == 2
    assert parts == []


def test_attachments_of_a_voided_statement_come_with_it_2_3_2(xapi):
    data = statement_data(attachments=[attachment(JPEG)])
    send(xapi, statements_part(data), part(JPEG))
    xapi.post(void_data(data["id"]))

    _, parts = received(xapi.get(voidedStatementId=data["id"], attachments="true"))

    assert [content for _, content in parts] == [JPEG]


def test_fieldlab_never_gets_the_bytes_of_another(xapi, make_xapi):
    send(xapi, statements_part(statement_data(attachments=[attachment(JPEG)])), part(JPEG))
    other = make_xapi()

    assert received(other.get(attachments="true")) == ({"statements": [], "more": ""}, [])
    # Who knows a SHA-2 has not the bytes.
    assert other.post(statement_data(attachments=[attachment(JPEG)])).status_code == 400


def test_bytes_can_not_be_fetched_as_media(xapi, client):
    send(xapi, statements_part(statement_data(attachments=[attachment(JPEG)])), part(JPEG))

    assert client.get(f"/media/{StatementAttachment.objects.get().file}").status_code == 404


def test_sweep_removes_what_a_killed_writer_left(xapi, media):
    data = statement_data(attachments=[attachment(JPEG)])
    send(xapi, statements_part(data), part(JPEG))
    left = media / "xapi/unfinished/0123456789abcdef"
    left.write_bytes(JPEG[:7])
    os.utime(left, (0, 0))

    sweep()

    assert not left.exists()
    _, [(_, content)] = received(xapi.get(statementId=data["id"], attachments="true"))
    assert content == JPEG
