"""Watching a video in a lesson: what is stored, when it counts, and whose it is."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document

from courses.actions.withdraw import withdraw
from courses.models import Enrolment, LessonVersion, ModuleVersion
from courses.progress_rules import build_rule
from lms.lrs.models import Statement
from lms.lrs.vocabulary import COMPLETED, PAUSED, PLAYED, SEEKED, ActivityType, Extension
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, finish_all

pytestmark = pytest.mark.django_db
BLOCK = UUID("40000000-0000-4000-8000-000000000001")


def version_with_video(*, must_watch: bool) -> ModuleVersion:
    """A module of one lesson with a text and a video, in two languages."""
    version: ModuleVersion = ModuleVersionFactory(lessons=1, questions=0)
    contents = {}
    film = Document.objects.create(title="Film", file=ContentFile(b"film", name="film.mp4"), file_size=4)
    for lesson in version.lessons.all():
        value = {
            "title": {"nl": "De cel", "en": "The cell"}[lesson.language],
            "video": film.pk,
            "captions": [],
            "must_watch": must_watch,
        }
        contents[lesson.language] = [
            *lesson.content.raw_data,
            {"type": "video", "id": str(BLOCK), "value": value},
        ]
        lesson.content = contents[lesson.language]
        lesson.save()
    lesson = version.lessons.get(language="nl")
    rule = build_rule([(str(lesson.key), lesson.title, contents["nl"])], pass_mark=80, attempts=0)
    version.rule = rule.to_json()
    version.save()
    return version


@pytest.fixture
def enrolment(settings: Any, tmp_path: Any) -> Enrolment:
    settings.MEDIA_ROOT = tmp_path
    return EnrolmentFactory(version=version_with_video(must_watch=True))


@pytest.fixture
def learner(client: Client, enrolment: Enrolment) -> Client:
    client.force_login(enrolment.user)
    return client


def lesson_of(enrolment: Enrolment) -> LessonVersion:
    return enrolment.version.lessons.get(language="nl")


def file_of(enrolment: Enrolment, language: str) -> int:
    (block,) = [
        block
        for block in enrolment.version.lessons.get(language=language).content.raw_data
        if block["id"] == str(BLOCK)
    ]
    return block["value"]["video"]


def address(enrolment: Enrolment, block: UUID = BLOCK) -> str:
    return reverse("watch_video", args=[enrolment.pk, lesson_of(enrolment).key, block])


def moment(kind: str, time: float, *segments: list[float], before: float = 0) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "kind": kind,
        "at": "2026-03-02T09:00:00.000Z",
        "time": time,
        "from": before,
        "length": 60,
        "session": "50000000-0000-4000-8000-000000000001",
        "segments": segments,
    }


def tell(client: Client, enrolment: Enrolment, *moments: dict[str, Any]) -> int:
    return client.post(address(enrolment), {"step": uuid4(), "moments": json.dumps(moments)}).status_code


def statements_of(enrolment: Enrolment) -> list[dict[str, Any]]:
    """Those about the video."""
    rows = Statement.objects.filter(registration=enrolment.pk).order_by("seq")
    found = [json.loads(row.raw) for row in rows]
    return [item for item in found if item["object"]["id"].endswith(str(BLOCK))]


def test_watching_is_stored_as_the_video_profile_says(
    learner: Client, enrolment: Enrolment, settings: Any
) -> None:
    moments = [
        moment("played", 0),
        moment("seeked", 30, [0, 10], before=10),
        moment("paused", 40, [0, 10], [30, 40]),
    ]
    assert tell(learner, enrolment, *moments) == 200
    played, seeked, paused = statements_of(enrolment)
    assert [item["verb"]["id"] for item in (played, seeked, paused)] == [PLAYED.iri, SEEKED.iri, PAUSED.iri]
    assert played["result"]["extensions"] == {Extension.VIDEO_TIME: 0}
    assert seeked["result"]["extensions"] == {Extension.VIDEO_TIME_FROM: 10, Extension.VIDEO_TIME_TO: 30}
    assert paused["result"]["extensions"] == {
        Extension.VIDEO_TIME: 40,
        Extension.VIDEO_PLAYED_SEGMENTS: "0[.]10[,]30[.]40",
        Extension.VIDEO_PROGRESS: 0.333,
    }
    for item in (played, seeked, paused):
        assert item["object"]["definition"]["type"] == ActivityType.VIDEO
        assert item["object"]["definition"]["name"] == {"nl": "De cel", "en": "The cell"}
        assert item["context"]["extensions"] == {
            f"{settings.SITE_URL}/xapi/extensions/evidence": "browser",
            f"{settings.SITE_URL}/xapi/extensions/video-file": file_of(enrolment, "nl"),
            Extension.VIDEO_SESSION: "50000000-0000-4000-8000-000000000001",
            Extension.VIDEO_LENGTH: 60,
        }


def test_watching_in_another_language_is_of_the_file_that_the_page_had(
    learner: Client, enrolment: Enrolment, settings: Any
) -> None:
    english = enrolment.version.lessons.get(language="en")
    film = Document.objects.create(title="Film", file=ContentFile(b"film", name="film-en.mp4"), file_size=4)
    raw = english.content.raw_data
    english.content = [*raw[:-1], {**raw[-1], "value": {**raw[-1]["value"], "video": film.pk}}]
    english.save()
    assert file_of(enrolment, "en") != file_of(enrolment, "nl")
    lesson = reverse("lesson", args=[enrolment.pk, lesson_of(enrolment).key])
    for language in ("en", "nl"):
        Enrolment.objects.filter(pk=enrolment.pk).update(language=language)
        assert f"{address(enrolment)}?file={file_of(enrolment, language)}" in learner.get(lesson).content.decode()
    files = [file_of(enrolment, "en"), file_of(enrolment, "nl"), 999_999, "x"]
    for file in files:
        data = {"step": uuid4(), "moments": json.dumps([moment("paused", 30, [0, 30])])}
        assert learner.post(f"{address(enrolment)}?file={file}", data).status_code == 200
    extension = f"{settings.SITE_URL}/xapi/extensions/video-file"
    told = [item["context"]["extensions"][extension] for item in statements_of(enrolment)]
    assert told == [files[0], files[1], files[1], files[1]]


def test_watching_again_with_the_same_ids_changes_nothing(learner: Client, enrolment: Enrolment) -> None:
    moments = [moment("played", 0), moment("paused", 10, [0, 10])]
    for _time in range(2):
        assert tell(learner, enrolment, *moments) == 200
    assert tell(learner, enrolment, *moments, moment("played", 10)) == 200
    assert len(statements_of(enrolment)) == 3


def test_watching_enough_completes_the_video_once_and_then_the_module(
    learner: Client, enrolment: Enrolment
) -> None:
    finish_all(enrolment)
    enrolment.refresh_from_db()
    assert not enrolment.is_completed
    tell(learner, enrolment, moment("paused", 30, [0, 30]))
    assert COMPLETED.iri not in {item["verb"]["id"] for item in statements_of(enrolment)}
    tell(learner, enrolment, moment("paused", 56, [28, 56]), moment("paused", 57, [28, 57]))
    (completed,) = [item for item in statements_of(enrolment) if item["verb"]["id"] == COMPLETED.iri]
    assert completed["result"]["completion"] is True
    assert completed["result"]["extensions"][Extension.VIDEO_PLAYED_SEGMENTS] == "0[.]57"
    assert completed["context"]["extensions"][Extension.VIDEO_THRESHOLD] == 0.9
    assert Enrolment.objects.get(pk=enrolment.pk).is_completed


def test_watching_is_not_asked_where_the_video_does_not_say_so(
    client: Client, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    enrolment = EnrolmentFactory(version=version_with_video(must_watch=False))
    client.force_login(enrolment.user)
    page = client.get(reverse("lesson", args=[enrolment.pk, lesson_of(enrolment).key])).content.decode()
    assert address(enrolment) in page
    assert "data-watched-note" not in page
    assert tell(client, enrolment, moment("paused", 60, [0, 60])) == 200
    finish_all(enrolment)
    assert Enrolment.objects.get(pk=enrolment.pk).is_completed


def test_lesson_and_progress_say_how_much_was_watched(learner: Client, enrolment: Enrolment) -> None:
    page = reverse("lesson", args=[enrolment.pk, lesson_of(enrolment).key])
    assert "0% bekeken" in learner.get(page).content.decode()
    moments = json.dumps([moment("paused", 30, [0, 30])])
    response = learner.post(address(enrolment), {"step": uuid4(), "moments": moments})
    assert "50% bekeken" in response.content.decode()
    assert "50% bekeken" in learner.get(page).content.decode()
    why = learner.get(reverse("why_not_complete", args=[enrolment.pk])).content.decode()
    assert "nu 50 %" in why
    tell(learner, enrolment, moment("paused", 60, [30, 60]))
    assert "Je hebt deze video bekeken" in learner.get(page).content.decode()


@pytest.mark.parametrize("moments", ["", "{}", "[]", '[{"kind": "completed"}]', "NaN"])
def test_watching_refuses_what_is_no_moment(learner: Client, enrolment: Enrolment, moments: str) -> None:
    response = learner.post(address(enrolment), {"step": uuid4(), "moments": moments})
    assert response.status_code == 400
    assert statements_of(enrolment) == []


def test_watching_is_for_the_learner_and_this_video(client: Client, enrolment: Enrolment) -> None:
    assert tell(client, enrolment, moment("played", 0)) == 401
    client.force_login(EnrolmentFactory().user)
    assert tell(client, enrolment, moment("played", 0)) == 404
    client.force_login(enrolment.user)
    data = {"step": uuid4(), "moments": json.dumps([moment("played", 0)])}
    text = enrolment.version.lessons.get(language="nl").content.raw_data[0]["id"]
    for block in (uuid4(), UUID(text)):
        assert client.post(address(enrolment, block), data).status_code == 404
    assert statements_of(enrolment) == []


def test_watching_after_stopping_stores_nothing(learner: Client, enrolment: Enrolment) -> None:
    withdraw(by=enrolment.user, enrolment_id=enrolment.pk)
    assert tell(learner, enrolment, moment("played", 0)) == 409
    page = learner.get(reverse("lesson", args=[enrolment.pk, lesson_of(enrolment).key])).content.decode()
    assert address(enrolment) not in page
    assert statements_of(enrolment) == []
