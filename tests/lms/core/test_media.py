"""Uploaded pictures by their address."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file_svg

from lms.core.storage import MediaStorage
from tests.factories.accounts import UserFactory

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
    return client.get(f"/media/{name}").status_code


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


def test_media_keeps_originals_for_who_works_in_the_admin(client: Client, picture: Image) -> None:
    assert status_of(client, picture.file.name) == 404
    worker = UserFactory()
    client.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
    assert status_of(client, picture.file.name) == 404
    worker.user_permissions.add(Permission.objects.get(codename="access_admin"))
    response = client.get(f"/media/{picture.file.name}")
    assert response.status_code == 200
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
        "images/%00.png",
        "documents/plan.txt",
        "/etc/passwd",
    ],
)
def test_media_gives_nothing_else(client: Client, picture: Image, name: str) -> None:
    picture.get_rendition("original")
    default_storage.save("documents/plan.txt", ContentFile(b"plan"))
    assert status_of(client, name) == 404
