"""Record what a learner played of a video, as their browser tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.actions.record_progress import record_progress
from courses.models import Enrolment, LessonVersion, Progress
from courses.own_statements import Step, played_of, steps_in_order
from courses.segments import ENOUGH, format_segments, share_of, united
from courses.steps import block_activity, lock_own_enrolment, require_open, step_time, store_steps
from courses.structure import Video, videos_in
from courses.watching import Moment
from lms.accounts.models import User
from lms.lrs import statements
from lms.lrs.models import Statement
from lms.lrs.queries import statements_of_registration
from lms.lrs.records import JSONObject
from lms.lrs.vocabulary import COMPLETED, PAUSED, SEEKED, ActivityType, Extension


def watch_video(
    *, by: User, enrolment_id: UUID, lesson_key: UUID, block_id: UUID, moments: Sequence[Moment], file: str = ""
) -> Progress:
    """Store *played*, *paused* and *seeked*, and *completed* once enough of the video was played.

    Each moment's id becomes its statement's, so that a batch that is sent again changes nothing. The statements
    say that only a browser vouches for them. `file` is the id of the file that the page had; one that no version
    of the module has counts as that of the enrolment's language. Raises DoesNotExist for what is not theirs or no
    video of the lesson, StepRefused where closed.
    """
    with transaction.atomic():
        enrolment = lock_own_enrolment(by=by, enrolment_id=enrolment_id)
        videos = videos_of(enrolment, lesson_key, block_id)
        known = set(
            Statement.objects.filter(id__in=[moment.id for moment in moments]).values_list("id", flat=True)
        )
        new = [moment for moment in moments if moment.id not in known]
        if not new:
            return enrolment.progress
        require_open(enrolment)
        titles = {language: video.title for language, video in videos.items()}
        video = block_activity(enrolment, lesson_key, block_id, titles)
        played = played_file(enrolment, lesson_key, block_id, file, videos)
        store_steps(enrolment, *(statement_of(enrolment, moment, video, played) for moment in new))
        complete_video(enrolment, f"{lesson_key}/{block_id}", video)
        return record_progress(enrolment_id=enrolment.pk)


def videos_of(enrolment: Enrolment, lesson_key: UUID, block_id: UUID) -> dict[str, Video]:
    """The video per language; raises LessonVersion.DoesNotExist for what is no video of the lesson."""
    videos = {
        lesson.language: video
        for lesson in LessonVersion.objects.filter(version=enrolment.version, key=lesson_key)
        for video in videos_in(lesson.content.raw_data)
        if video.id == str(block_id)
    }
    if not videos:
        raise LessonVersion.DoesNotExist
    return videos


def played_file(
    enrolment: Enrolment, lesson_key: UUID, block_id: UUID, told: str, videos: Mapping[str, Video]
) -> int | None:
    """Which file was played: the one that was told, if the video has or had it, else that of the language."""
    files = {str(video.file): video.file for video in videos.values()}
    if told and told not in files:
        # The page was opened before the enrolment moved along to a new version.
        lessons = LessonVersion.objects.filter(version__module_key=enrolment.module_key, key=lesson_key)
        earlier = (video for lesson in lessons for video in videos_in(lesson.content.raw_data))
        files = {str(video.file): video.file for video in earlier if video.id == str(block_id)}
    if told in files:
        return files[told]
    shown = videos.get(enrolment.language) or videos.get(enrolment.version.source_language)
    return shown.file if shown else None


def statement_of(enrolment: Enrolment, moment: Moment, video: Mapping[str, Any], file: int | None) -> JSONObject:
    """A moment as a statement of the video profile, with the file that was played."""
    if moment.verb is SEEKED:
        result = {Extension.VIDEO_TIME_FROM: moment.before, Extension.VIDEO_TIME_TO: moment.time}
    else:
        result = {Extension.VIDEO_TIME: moment.time}
    if moment.verb is PAUSED:
        result |= outcome(moment.segments, moment.length)
    return statements.step(
        verb=moment.verb,
        activity_type=ActivityType.VIDEO,
        timestamp=step_time(enrolment, moment.at),
        statement_id=moment.id,
        result=statements.Result(extensions=result),
        context_extensions=statements.browser_evidence()
        | (statements.video_file(file) if file is not None else {})
        | {Extension.VIDEO_SESSION: str(moment.session), Extension.VIDEO_LENGTH: moment.length},
        **video,
    )


def complete_video(enrolment: Enrolment, place: str, video: Mapping[str, Any]) -> None:
    """Store *completed*, once, where what was played in all visits together is enough."""
    steps = steps_in_order(statements_of_registration(enrolment.pk))
    segments, length = played_of(place, steps)
    if share_of(segments, length) < ENOUGH or any(is_completion(step, place) for step in steps):
        return
    store_steps(
        enrolment,
        statements.step(
            verb=COMPLETED,
            activity_type=ActivityType.VIDEO,
            timestamp=timezone.now(),
            result=statements.Result(completion=True, extensions=outcome(segments, length)),
            context_extensions=statements.browser_evidence()
            | {Extension.VIDEO_LENGTH: length, Extension.VIDEO_THRESHOLD: ENOUGH},
            **video,
        ),
    )


def is_completion(step: Step, place: str) -> bool:
    return step.verb == COMPLETED.iri and step.place == place


def outcome(segments: Sequence[tuple[float, float]], length: float) -> dict[str, Any]:
    together = united(segments, length)
    return {
        Extension.VIDEO_PLAYED_SEGMENTS: format_segments(together),
        Extension.VIDEO_PROGRESS: round(share_of(together, length), 3),
    }
