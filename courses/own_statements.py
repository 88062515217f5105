"""What progress reads in statements: the site's own, in order, each reduced to what counts; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from courses.segments import Segment, parse_segments, share_of, united
from lms.lrs.vocabulary import PAUSED, PLAYED, SEEKED, Extension

ACTIVITIES = "/xapi/activities/"
# How the extension ends by which lms.lrs.statements.video_file says which file was played.
VIDEO_FILE = "/xapi/extensions/video-file"
# How the extension ends by which lms.lrs.statements.simulated says why a program failed.
FAILURE = "/xapi/extensions/failure-code"


class StatementLike(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def data(self) -> dict[str, Any]: ...
    @property
    def own(self) -> bool: ...
    @property
    def stored(self) -> datetime: ...
    @property
    def timestamp(self) -> datetime: ...


@dataclass(frozen=True)
class Step:
    """A statement of the site's own, reduced to what progress asks of it. `place` is lesson[/block]."""

    id: str
    verb: str
    place: str
    result: dict[str, Any]
    context: dict[str, Any]
    timestamp: datetime
    stored: datetime


def steps_in_order(statements: Iterable[StatementLike]) -> list[Step]:
    """The site's own statements, each once, by their timestamp."""
    once = {statement.id: statement for statement in statements if statement.own}
    steps = [
        Step(
            id=str(statement.id),
            verb=statement.data["verb"]["id"],
            place=statement.data["object"].get("id", "").partition(ACTIVITIES)[2],
            result=statement.data.get("result", {}),
            context=statement.data.get("context", {}),
            timestamp=statement.timestamp,
            stored=statement.stored,
        )
        for statement in once.values()
    ]
    return sorted(steps, key=lambda step: (step.timestamp, step.id))


def chosen_in(step: Step) -> list[str]:
    """The ids of the chosen answers: a choice interaction's response is `a[,]b` (xAPI 1.0.3 part 2, 4.1.7)."""
    return [choice for choice in str(step.result.get("response", "")).split("[,]") if choice]


def failure_of(step: Step) -> str:
    """The code of what went wrong in a simulation; empty where nothing was said of it."""
    extensions = step.result.get("extensions", {})
    return next((str(value) for iri, value in extensions.items() if iri.endswith(FAILURE)), "")


def played_of(place: str, steps: list[Step]) -> tuple[list[Segment], float]:
    """What was played of the video at `place`, and its length in seconds: of its file that most was played of.

    Languages and versions share a place, and may each have a file of their own. A file is as long as the longest
    that a browser has told of it.
    """
    by_file: dict[str, list[Step]] = {}
    for step in steps:
        if step.place == place and step.verb in {PLAYED.iri, PAUSED.iri, SEEKED.iri}:
            by_file.setdefault(_file_of(step), []).append(step)
    played = [_played(moments) for moments in by_file.values()]
    return max(played, key=lambda each: share_of(*each), default=([], 0.0))


def _file_of(step: Step) -> str:
    extensions = step.context.get("extensions", {})
    return next((str(value) for iri, value in extensions.items() if iri.endswith(VIDEO_FILE)), "")


def _played(moments: list[Step]) -> tuple[list[Segment], float]:
    lengths = [step.context.get("extensions", {}).get(Extension.VIDEO_LENGTH) for step in moments]
    length = max((float(item) for item in lengths if isinstance(item, int | float)), default=0.0)
    segments = [
        segment
        for step in moments
        for segment in parse_segments(step.result.get("extensions", {}).get(Extension.VIDEO_PLAYED_SEGMENTS))
    ]
    return united(segments, length), length
