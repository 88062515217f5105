"""Parts of files: what a Range header asks for, and documents and pictures by their public address."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.documents.models import Document

from lms.core.ranges import Unsatisfiable, asked_range
from lms.organisations.models import Fieldlab, Role
from tests.factories.accounts import UserFactory
from tests.factories.organisations import FieldlabFactory, MembershipFactory

FILM = bytes(range(256)) * 1000
SIZE = len(FILM)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-1", (0, 1)),
        ("bytes=5-", (5, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-1000", (0, 99)),
        ("bytes=90-1000", (90, 99)),
        ("bytes=99-99", (99, 99)),
        # Not understood, or more than one: the whole file.
        ("bytes=-", None),
        ("bytes=9-5", None),
        ("bytes=0-1,4-5", None),
        ("lines=0-1", None),
        ("bytes=a-b", None),
        ("", None),
    ],
)
def test_range_of_a_hundred_bytes(header: str, expected: tuple[int, int] | None) -> None:
    assert asked_range(header, 100) == expected


@pytest.mark.parametrize(("header", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=0-", 0)])
def test_range_outside_the_file_is_refused(header: str, size: int) -> None:
    with pytest.raises(Unsatisfiable):
        asked_range(header, size)


@pytest.fixture
def film(db: None, settings: Any, tmp_path: Any) -> Document:
    settings.MEDIA_ROOT = tmp_path
    file = ContentFile(FILM, name="film.mp4")
    collection = FieldlabFactory().collection
    return Document.objects.create(title="Film", file=file, file_hash="a" * 40, collection=collection)


@pytest.fixture
def viewer(client: Client, film: Document) -> Client:
    fieldlab = Fieldlab.objects.get(collection=film.collection)
    trainer = MembershipFactory(role=Role.TRAINER, fieldlab=fieldlab).user
    client.force_login(trainer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_document_without_a_range_is_whole_and_says_that_parts_can_be_had(viewer: Client, film: Document) -> None:
    response = viewer.get(film.url)
    assert (response.status_code, response["Accept-Ranges"], response["Content-Type"]) == (
        200,
        "bytes",
        "video/mp4",
    )
    assert response.getvalue() == FILM


def test_document_in_parts(viewer: Client, film: Document) -> None:
    # How Safari begins.
    response = viewer.get(film.url, headers={"Range": "bytes=0-1"})
    assert (response.status_code, response["Content-Range"]) == (206, f"bytes 0-1/{SIZE}")
    assert (response["Content-Length"], response.getvalue()) == ("2", FILM[:2])
    response = viewer.get(film.url, headers={"Range": "bytes=100000-200000"})
    assert response["Content-Range"] == f"bytes 100000-200000/{SIZE}"
    assert response.getvalue() == FILM[100_000:200_001]
    assert viewer.get(film.url, headers={"Range": "bytes=-3"}).getvalue() == FILM[-3:]


def test_document_in_parts_is_never_compressed(viewer: Client, film: Document) -> None:
    response = viewer.get(film.url, headers={"Range": "bytes=0-4095", "Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in response
    assert response.getvalue() == FILM[:4096]
    response = viewer.get(film.url, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in response
    assert response["Content-Length"] == str(SIZE)
    assert response.getvalue() == FILM


def test_document_has_nothing_behind_its_end(viewer: Client, film: Document) -> None:
    response = viewer.get(film.url, headers={"Range": f"bytes={SIZE}-"})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{SIZE}")


def test_document_that_changed_since_comes_whole(viewer: Client, film: Document) -> None:
    first = viewer.get(film.url)
    first.getvalue()
    for known in (first["ETag"], first["Last-Modified"]):
        response = viewer.get(film.url, headers={"Range": "bytes=0-1", "If-Range": known})
        assert (response.status_code, response.getvalue()) == (206, FILM[:2])
    for other in ('"b"', f"W/{first['ETag']}", '""', "Sat, 01 Jan 2000 00:00:00 GMT"):
        response = viewer.get(film.url, headers={"Range": "bytes=0-1", "If-Range": other})
        assert (response.status_code, response.getvalue()) == (200, FILM)


def test_document_without_a_hash_has_no_part_by_etag(viewer: Client, film: Document) -> None:
    Document.objects.filter(pk=film.pk).update(file_hash="")
    response = viewer.get(film.url, headers={"Range": "bytes=0-1", "If-Range": '""'})
    assert (response.status_code, response.getvalue()) == (200, FILM)


def test_document_head_answers_without_a_part(viewer: Client, film: Document) -> None:
    response = viewer.head(film.url, headers={"Range": "bytes=0-1"})
    assert (response.status_code, response["Content-Length"]) == (200, str(SIZE))
    response.close()


def test_parts_of_a_document_are_for_its_readers(client: Client, film: Document) -> None:
    part = {"Range": "bytes=0-1"}
    assert client.get(film.url, headers=part).status_code == 404
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(film.url, headers=part).status_code == 404


def test_picture_in_parts(client: Client, film: Document) -> None:
    name = default_storage.save("images/cel.png", ContentFile(FILM))
    response = client.get(f"/media/{name}", headers={"Range": "bytes=10-19"})
    assert (response.status_code, response.getvalue()) == (206, FILM[10:20])
    assert response["Cache-Control"] == "max-age=86400, public"
