"""What a browser says about a video that is played: moments, checked before they become statements; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any
from uuid import UUID

from courses.segments import Segment
from lms.lrs.vocabulary import PAUSED, PLAYED, SEEKED, Verb

VERBS = {"played": PLAYED, "paused": PAUSED, "seeked": SEEKED}
# In one batch; a browser sends a few.
MOST_MOMENTS = 50
MOST_SEGMENTS = 500
LONGEST = 24 * 60 * 60


@dataclass(frozen=True)
class Moment:
    """Play, pause or seek at `time`; all times but `at` are seconds in a video of `length`.

    `before` is where a seek came from. `session` is one visit to the page, and `segments` what was played in it.
    """

    id: UUID
    verb: Verb
    at: datetime
    time: float
    before: float
    length: float
    session: UUID
    segments: tuple[Segment, ...]


def moments_in(data: Any) -> list[Moment]:
    """The moments of a batch; raises ValueError where one is none."""
    if not isinstance(data, list) or not 0 < len(data) <= MOST_MOMENTS:
        raise ValueError("a batch is a list of moments")
    try:
        moments = [moment_of(item) for item in data]
    except (KeyError, TypeError, AttributeError) as problem:
        raise ValueError("a moment lacks something") from problem
    if len({moment.id for moment in moments}) < len(moments):
        raise ValueError("a moment stands in a batch twice")
    return moments


def moment_of(item: dict[str, Any]) -> Moment:
    segments = item["segments"]
    if len(segments) > MOST_SEGMENTS:
        raise ValueError("too many segments")
    at = datetime.fromisoformat(item["at"])
    if at.tzinfo is None:
        raise ValueError("a time needs its zone")
    return Moment(
        id=UUID(item["id"]),
        verb=VERBS[item["kind"]],
        at=at,
        time=second(item["time"]),
        before=second(item["from"]),
        length=second(item["length"]),
        session=UUID(item["session"]),
        segments=tuple((second(start), second(end)) for start, end in segments),
    )


def second(value: Any) -> float:
    try:
        number = float(value)
    except OverflowError as problem:
        raise ValueError("no time in a video") from problem
    if not isfinite(number) or not 0 <= number <= LONGEST:
        raise ValueError("no time in a video")
    return round(number, 3)
