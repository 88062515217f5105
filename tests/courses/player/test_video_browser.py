"""A video in a real browser: what is played is told in batches, and a jump is answered with a part of the file."""

from __future__ import annotations

import io
import json
import wave
from time import monotonic
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from wagtail.documents.models import Document

from courses.models import Enrolment, LessonVersion, VersionMedia
from lms.lrs.models import Statement
from tests.courses.player.test_video import BLOCK, version_with_video
from tests.factories.courses import EnrolmentFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
SECONDS = 4


def sound() -> bytes:
    """Silence: a browser plays it in a video element, too."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * 8000 * SECONDS)
    return target.getvalue()


@pytest.fixture
def enrolment(settings: Any, tmp_path: Any) -> Enrolment:
    settings.MEDIA_ROOT = tmp_path
    version = version_with_video(must_watch=True)
    film = Document.objects.get()
    film.file.save("film.wav", ContentFile(sound()))
    VersionMedia.objects.create(version=version, document=film)
    return EnrolmentFactory(version=version)


@pytest.fixture
def page(browser: Browser, live_server: Any, enrolment: Enrolment) -> Any:
    client = Client()
    client.force_login(enrolment.user)
    context = browser.new_context(viewport={"width": 375, "height": 800}, locale="nl-NL")
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    lesson: LessonVersion = enrolment.version.lessons.get(language="nl")
    page.goto(live_server.url + reverse("lesson", args=[enrolment.pk, lesson.key]))
    yield page
    context.close()


def verbs_of(enrolment: Enrolment) -> list[str]:
    rows = [json.loads(row.raw) for row in Statement.objects.filter(registration=enrolment.pk).order_by("seq")]
    return [row["verb"]["id"].rpartition("/")[2] for row in rows if row["object"]["id"].endswith(str(BLOCK))]


def test_video_played_to_the_end_is_watched(page: Page, enrolment: Enrolment) -> None:
    note = page.locator("[data-watched-note]")
    expect(note).to_contain_text("0% bekeken")
    page.evaluate("document.querySelector('video').play()")
    expect(note).to_contain_text("Je hebt deze video bekeken", timeout=15_000)
    assert verbs_of(enrolment) == ["played", "paused", "completed"]


def test_video_that_was_skipped_through_is_not_watched(page: Page, enrolment: Enrolment) -> None:
    parts = []
    page.on("response", lambda response: parts.append(response.status) if "film" in response.url else None)
    page.evaluate(
        """async (seconds) => {
            const video = document.querySelector('video');
            await video.play();
            video.currentTime = seconds - 0.5;
        }""",
        SECONDS,
    )
    note = page.locator("[data-watched-note]")
    expect(note).not_to_contain_text(" 0%", timeout=15_000)
    expect(note).to_contain_text("% bekeken")
    assert verbs_of(enrolment) == ["played", "seeked", "paused"]
    assert set(parts) <= {206}
    part = page.request.get(
        page.locator("video source").evaluate("item => item.src"), headers={"Range": "bytes=0-1"}
    )
    assert (part.status, len(part.body())) == (206, 2)


def test_video_that_is_left_tells_what_was_played(page: Page, enrolment: Enrolment) -> None:
    page.evaluate(
        """() => new Promise((done) => {
            const video = document.querySelector('video');
            video.addEventListener('timeupdate', () => video.currentTime > 1 && done());
            video.play();
        })"""
    )
    page.goto(page.url.partition("/learn/")[0] + reverse("my_learning"))
    # The browser sends it behind the page's back.
    deadline = monotonic() + 15
    while len(verbs_of(enrolment)) < 2 and monotonic() < deadline:
        page.wait_for_timeout(100)
    progress = Enrolment.objects.get(pk=enrolment.pk).progress
    assert verbs_of(enrolment) == ["played", "paused"]
    assert 0.2 < progress.conditions_of("video")[0]["detail"]["share"] < 0.9
