"""Uploaded pictures by their address."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file_svg

from lms.core.storage import MediaStorage
from tests.factories.accounts import SuperuserFactory, UserFactory
from tests.factories.authoring import trainer_of
from tests.factories.organisations import FieldlabFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media_root(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    # Wagtail keeps renditions by the number of their picture.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    (tmp_path / "media").mkdir()
    (tmp_path / "outside.txt").write_text("outside")


@pytest.fixture
def picture() -> Image:
    return Image.objects.create(title="Robot", file=get_test_image_file_svg(filename="robot.svg"))


def status_of(client: Client, name: str) -> int:
    response = client.get(f"/media/{name}")
    assert response.getvalue() is not None
    return response.status_code


def test_storage_puts_a_secret_in_front_of_the_name_of_a_picture() -> None:
    names = {MediaStorage().generate_filename(f"original_images/{'robot' * 20}.png") for _ in range(2)}
    assert len(names) == 2
    assert all(re.fullmatch(r"original_images/[0-9a-f]{20}_(robot){10}\.png", name) for name in names)


def test_storage_leaves_other_names_alone() -> None:
    assert MediaStorage().generate_filename("documents/checklist.pdf") == "documents/checklist.pdf"


def test_rendition_keeps_the_secret_of_its_picture(picture: Image) -> None:
    secret = picture.file.name.partition("/")[2].partition("_")[0]
    assert picture.get_rendition("width-1200|preserve-svg").file.name.startswith(f"images/{secret}")


def test_media_gives_renditions_to_everybody(client: Client, picture: Image) -> None:
    response = client.get(picture.get_rendition("original").url)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "max-age=86400, public"
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.getvalue()


def test_media_keeps_originals_for_trainers_of_the_picture_s_fieldlab(picture: Image) -> None:
    fieldlab = FieldlabFactory()
    Image.objects.filter(pk=picture.pk).update(collection=fieldlab.collection)
    statuses = {}
    for name, person in {
        "nobody": None,
        "worker": UserFactory(),
        "another's trainer": trainer_of(FieldlabFactory()),
        "own trainer": trainer_of(fieldlab),
        "superuser": SuperuserFactory(),
    }.items():
        client = Client()
        if person:
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        statuses[name] = status_of(client, picture.file.name)
    assert statuses == {
        "nobody": 404,
        "worker": 404,
        "another's trainer": 404,
        "own trainer": 200,
        "superuser": 200,
    }


def test_media_gives_originals_to_no_shared_cache(client: Client, picture: Image) -> None:
    client.force_login(SuperuserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(f"/media/{picture.file.name}")
    assert response.headers["Cache-Control"] == "max-age=86400, private"
    assert response.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        ".",
        "images",
        "images/",
        "images/unknown.png",
        "images/../documents/plan.txt",
        "images/../../outside.txt",
        "documents/plan.txt",
        "/etc/passwd",
    ],
)
def test_media_gives_nothing_else(client: Client, picture: Image, name: str) -> None:
    picture.get_rendition("original")
    default_storage.save("documents/plan.txt", ContentFile(b"plan"))
    assert status_of(client, name) == 404
