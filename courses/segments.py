"""What somebody has seen of a video, as stretches of it in seconds; pure. The video profile of xAPI, 1.0.3."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Segment = tuple[float, float]

# Who has seen this much has seen it: titles and the fade-out need no watching.
ENOUGH = 0.9


def parse_segments(text: Any) -> list[Segment]:
    """The segments of `0[.]12.5[,]20[.]30`; what is no segment is left out."""
    found = []
    for part in str(text or "").split("[,]"):
        start, _between, end = part.partition("[.]")
        try:
            found.append((float(start), float(end)))
        except ValueError:
            continue
    return [(start, end) for start, end in found if 0 <= start < end]


def format_segments(segments: Iterable[Segment]) -> str:
    return "[,]".join(f"{round(start, 3):g}[.]{round(end, 3):g}" for start, end in segments)


def united(segments: Iterable[Segment], length: float) -> list[Segment]:
    """The segments in order, those that overlap or touch as one, within a video of `length`."""
    result: list[Segment] = []
    for start, end in sorted((start, min(end, length)) for start, end in segments if start < length):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def share_of(segments: Iterable[Segment], length: float) -> float:
    """How much of a video of `length` the segments cover: 0 … 1."""
    if length <= 0:
        return 0.0
    return sum(end - start for start, end in united(segments, length)) / length
