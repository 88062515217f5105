"""Two tabs that play the same video: each moment is stored once, and the video is completed once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from courses.actions.watch_video import watch_video
from courses.models import LessonVersion, Progress
from courses.watching import Moment
from lms.lrs.models import Statement
from lms.lrs.vocabulary import COMPLETED, PAUSED
from tests.courses.actions.test_races import at_once
from tests.courses.player.test_video import BLOCK, version_with_video
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def paused(until: float) -> Moment:
    now = datetime.now(tz=UTC)
    return Moment(uuid4(), PAUSED, now, until, 0, 60, UUID(int=1), ((0, until),))


def verbs(enrolment_id: UUID) -> list[str]:
    rows = Statement.objects.filter(registration=enrolment_id).order_by("seq")
    return [json.loads(row.raw)["verb"]["id"] for row in rows][1:]


def test_two_tabs_complete_a_video_once(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    enrolment = EnrolmentFactory(version=version_with_video(must_watch=True))
    lesson = enrolment.version.lessons.get(language="nl")
    moment = paused(60)

    def watch() -> Progress:
        return watch_video(
            by=enrolment.user,
            enrolment_id=enrolment.pk,
            lesson_key=lesson.key,
            block_id=BLOCK,
            moments=[moment, paused(59)],
        )

    results = at_once(*[watch] * 3)
    assert all(isinstance(result, Progress) for result in results), results
    assert verbs(enrolment.pk).count(COMPLETED.iri) == 1
    assert verbs(enrolment.pk).count(PAUSED.iri) == 4
    assert results[0].conditions_of("video")[0]["done"]


def test_watching_of_somebody_else_or_of_no_video_changes_nothing(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    enrolment = EnrolmentFactory(version=version_with_video(must_watch=True))
    lesson = enrolment.version.lessons.get(language="nl")
    given = {"enrolment_id": enrolment.pk, "lesson_key": lesson.key, "moments": [paused(60)]}
    with pytest.raises(type(enrolment).DoesNotExist):
        watch_video(by=UserFactory(), block_id=BLOCK, **given)
    with pytest.raises(LessonVersion.DoesNotExist):
        watch_video(by=enrolment.user, block_id=uuid4(), **given)
    assert verbs(enrolment.pk) == []
