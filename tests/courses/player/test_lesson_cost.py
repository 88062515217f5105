"""What a lesson costs the database, with every kind of block in it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image

from courses.actions.create_site import create_site
from courses.blocks import LessonContentBlock
from courses.models import CataloguePage, Enrolment, LessonVersion
from tests.factories.accounts import SuperuserFactory
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all, list_of

# Wagtail leaves a picture's file open when it makes a rendition.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
UNREPEATED = {"text", "robot_exercise"}
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:01.000\nDe robot start.\n"


@pytest.fixture(autouse=True)
def site(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    create_site(by=SuperuserFactory())


def picture(name: str) -> Image:
    return Image.objects.create(title=name, file=ContentFile(DRAWING, name=f"{name}.svg"))


def file(name: str, content: bytes) -> Document:
    return Document.objects.create(title=name, file=ContentFile(content, name=name), file_size=len(content))


def blocks_with_files() -> list[dict[str, Any]]:
    """One of each block that refers to something: pictures, files, and pages in texts."""
    english = CataloguePage.objects.get(locale__language_code="en")
    text = f'<p>Zie de <a linktype="page" id="{english.pk}">catalogus</a>.</p>'
    captions = [{"language": "nl", "file": file("film.vtt", CAPTIONS).pk}]
    values: dict[str, Any] = {
        "text": text,
        "picture": {"image": picture("cel").pk, "alt": "Een robotcel", "caption": ""},
        "video": {
            "title": "De cel",
            "video": file("film.mp4", b"film").pk,
            "captions": list_of(*captions, ids=[str(uuid4())]),
            "poster": picture("eerste").pk,
        },
        "callout": {"kind": "tip", "title": "Tip", "text": text},
        "download": {"document": file("blad.pdf", b"blad").pk, "title": "Werkblad", "description": ""},
    }
    return [{"type": name, "id": str(uuid4()), "value": value} for name, value in values.items()]


def with_every_block(enrolment: Enrolment, times: int) -> LessonVersion:
    """The last lesson, with each kind of block `times` times more."""
    lesson: LessonVersion = enrolment.version.lessons.filter(language="nl").last()
    own = list(lesson.content.raw_data)
    steps = {"title": "Start", "steps": list_of({"title": "Kijk", "text": ""}, ids=[str(uuid4())])}
    blocks = []
    for _number in range(times):
        # The exercise stays the only one of its kind: what it costs is in tests/courses/robots.
        blocks += [{**block, "id": str(uuid4())} for block in own if block["type"] not in UNREPEATED]
        blocks += [{"type": "steps", "id": str(uuid4()), "value": steps}, *blocks_with_files()]
    assert {block["type"] for block in (*own, *blocks)} == set(LessonContentBlock().child_blocks)
    lesson.content = [*own, *blocks]
    lesson.save()
    return lesson


@pytest.mark.parametrize("times", [1, 30])
def test_lesson_with_every_block_costs_the_same_for_many(
    client: Client, django_assert_max_num_queries: Any, times: int
) -> None:
    enrolment = EnrolmentFactory(
        version=ModuleVersionFactory(lessons=times, questions=2, practical=True, exercise=True)
    )
    answer_all(enrolment)
    lesson = with_every_block(enrolment, times)
    address = reverse("lesson", args=[enrolment.pk, lesson.key])
    client.force_login(enrolment.user)
    client.get(address)  # makes the renditions
    # Three of them are the exercise's: its cell, work and attempts.
    with django_assert_max_num_queries(8 + 3):
        page = client.get(address).content.decode()
    assert page.count("<video") == page.count("De robot start.") == times
    assert page.count("/images/") == 2 * times
    assert page.count('href="/nl/catalogus/"') == 2 * times
