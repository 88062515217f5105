"""Videos: of a kind that plays everywhere, with captions in the language of the page."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from tests.courses.publishing.changes import OTHER_SHAPE, change_content, in_language, lesson_of, messages_of

pytestmark = pytest.mark.django_db


def document(name: str, content: bytes) -> Document:
    return Document.objects.create(title=name, file=ContentFile(content, name=name))


GOOD_CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\nHallo\n"


def with_video(video: Document, captions: dict[str, Document]):
    def add(content):
        files = [
            {"type": "item", "id": f"33333333-3333-4333-8333-33333333333{number}", "value": value}
            for number, value in enumerate(
                {"language": language, "file": file.pk} for language, file in captions.items()
            )
        ]
        value = {"title": "De robot", "video": video.pk, "captions": files, "poster": None}
        content.append({"type": "video", "id": "44444444-4444-4444-8444-444444444444", "value": value})

    return add


def test_video_needs_captions_in_the_language_of_the_page(module, author) -> None:
    add = with_video(document("a.mp4", b"x"), {"nl": document("a.vtt", GOOD_CAPTIONS)})
    change_content(lesson_of(module), author, add)
    change_content(lesson_of(in_language(module, "en")), author, add)
    assert messages_of(module) == ["Lesson l1: The video “De robot” has no captions in the language of this page."]


def test_video_that_must_be_watched_is_one_in_every_language(module, author) -> None:
    files = (
        document("a.mp4", b"x"),
        {"nl": document("a.vtt", GOOD_CAPTIONS), "en": document("b.vtt", GOOD_CAPTIONS)},
    )
    add = with_video(*files)

    def require(content):
        content[-1]["value"]["must_watch"] = True

    for page in (module, in_language(module, "en")):
        change_content(lesson_of(page), author, add)
    assert messages_of(module) == []
    change_content(lesson_of(module), author, require)
    (message,) = messages_of(module)
    assert message.startswith(OTHER_SHAPE)
    change_content(lesson_of(in_language(module, "en")), author, require)
    assert messages_of(module) == []


def test_captions_must_be_readable(module, author) -> None:
    add = with_video(document("a.mp4", b"x"), {"nl": document("a.vtt", b"1\n00:00 niets")})
    change_content(lesson_of(module), author, add)
    (message,) = messages_of(module)
    assert message.startswith("Les l1: The captions of “De robot” can't be read:")


def test_video_must_be_a_video_file(module, author) -> None:
    add = with_video(document("a.exe", b"x"), {"nl": document("a.vtt", GOOD_CAPTIONS)})
    change_content(lesson_of(module), author, add)
    (message,) = messages_of(module)
    assert message.endswith("Choose a file of this kind: .mp4, .webm.")


def test_captions_of_another_kind_are_named_once(module, author) -> None:
    add = with_video(document("a.mp4", b"x"), {"nl": document("a.txt", b"Hallo")})
    change_content(lesson_of(module), author, add)
    (message,) = messages_of(module)
    assert message.endswith("Choose a file of this kind: .vtt.")
