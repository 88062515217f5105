"""Videos: which stretches were played, what a browser may say about it, and when it counts; all pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.progress_rules import LessonRule, Rule, VideoRule, build_rule, compute
from courses.segments import Segment, format_segments, parse_segments, share_of, united
from courses.watching import MOST_MOMENTS, moments_in
from lms.lrs.statements import video_file
from lms.lrs.vocabulary import COMPLETED, PAUSED, PLAYED, SEEKED, Extension, Verb

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LESSON = "10000000-0000-4000-8000-000000000001"
VIDEO = "40000000-0000-4000-8000-000000000001"
RULE = Rule(lessons=(LessonRule(LESSON, "Les 1"),), videos=(VideoRule(VIDEO, LESSON),))


@dataclass(frozen=True)
class Said:
    id: UUID
    data: dict[str, Any]
    own: bool = True
    stored: datetime = NOW
    timestamp: datetime = NOW


def said(verb: Verb, segments: str = "", *, length: Any = 100, own: bool = True, file: int = 1) -> Said:
    place = f"https://site.example/xapi/activities/{LESSON}/{VIDEO}"
    result = {"extensions": {Extension.VIDEO_PLAYED_SEGMENTS: segments}} if segments else {}
    context = {"extensions": {Extension.VIDEO_LENGTH: length, **video_file(file)}}
    data = {"verb": {"id": verb.iri}, "object": {"id": place}, "result": result, "context": context}
    return Said(uuid4(), data, own)


def video_of(*statements: Said) -> tuple[bool, float]:
    (condition,) = [item for item in compute(RULE, statements).conditions if item.kind == "video"]
    return condition.done, condition.detail["share"]


# --- segments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0[.]12.5[,]20[.]30", [(0, 12.5), (20, 30)]),
        ("", []),
        (None, []),
        ("5[.]5[,]9[.]3[,]-1[.]2[,]a[.]b[,]7", []),
        ("nan[.]3[,]1[.]inf", [(1, float("inf"))]),
    ],
)
def test_segments_are_read(text: Any, expected: list[Segment]) -> None:
    assert parse_segments(text) == expected


def test_segments_are_written_as_the_profile_says() -> None:
    assert format_segments([(0, 12.5), (20, 30)]) == "0[.]12.5[,]20[.]30"


def test_segments_that_overlap_count_once() -> None:
    assert united([(20, 30), (0, 10), (5, 15), (15, 16), (90, 200)], 100) == [(0, 16), (20, 30), (90, 100)]
    assert share_of([(0, 10), (5, 15)], 100) == 0.15
    assert share_of([(0, 10)], 0) == 0


@given(st.lists(st.tuples(st.floats(0, 200), st.floats(0, 200)).map(lambda pair: (min(pair), max(pair)))))
def test_share_lies_between_nothing_and_all(segments: list[Segment]) -> None:
    assert 0 <= share_of(segments, 100) <= 1.0000001
    assert share_of(segments, 100) == pytest.approx(share_of([*segments, *segments], 100))


# --- progress


def test_video_is_watched_by_what_was_played_in_all_visits() -> None:
    assert video_of() == (False, 0)
    first, second = said(PAUSED, "0[.]50"), said(PAUSED, "40[.]90")
    assert video_of(said(PLAYED), first) == (False, 0.5)
    assert video_of(second, first, first) == (True, 0.9)


def test_video_is_not_watched_because_a_browser_or_a_key_says_so() -> None:
    assert video_of(said(COMPLETED, "0[.]100")) == (False, 0)
    assert video_of(said(PAUSED, "0[.]100", own=False)) == (False, 0)


def test_video_is_as_long_as_the_longest_that_was_told() -> None:
    assert video_of(said(PAUSED, "0[.]10", length=10), said(SEEKED, length=100)) == (False, 0.1)
    assert video_of(said(PAUSED, "0[.]10", length="long")) == (False, 0)


def test_video_is_watched_where_enough_of_one_of_its_files_was_played() -> None:
    english = said(PAUSED, "0[.]60", length=420, file=1)
    assert video_of(english, said(PAUSED, "0[.]150", length=300, file=2)) == (False, 0.5)
    assert video_of(english, said(PAUSED, "0[.]300", length=300, file=2)) == (True, 1)
    # Parts of different files are no whole, and a longer file needs more than a shorter one did.
    assert video_of(said(PAUSED, "0[.]50", file=1), said(PAUSED, "50[.]100", file=2)) == (False, 0.5)
    assert video_of(said(PAUSED, "0[.]300", length=420), said(PLAYED, length=420)) == (False, 0.71)


def test_video_counts_only_where_the_rule_asks_for_it() -> None:
    block = {"type": "video", "id": VIDEO, "value": {"title": "De cel", "must_watch": False}}
    asked = {**block, "value": {"title": "De cel", "must_watch": True}}
    assert build_rule([(LESSON, "Les 1", [block])], pass_mark=80, attempts=0).videos == ()
    rule = build_rule([(LESSON, "Les 1", [asked])], pass_mark=80, attempts=0)
    assert rule.videos == RULE.videos
    assert Rule.from_json(rule.to_json()) == rule
    # Versions from before there was such a rule.
    assert Rule.from_json({key: value for key, value in rule.to_json().items() if key != "videos"}).videos == ()
    result = compute(rule, [said(PAUSED, "0[.]95")])
    assert (result.done, result.total, result.complete) == (1, 2, False)


# --- what a browser says


def moment(**given: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "kind": "paused",
        "at": "2026-03-02T09:00:00.000Z",
        "time": 12.3456,
        "from": 0,
        "length": 60,
        "session": str(uuid4()),
        "segments": [[0, 12.3456]],
        **given,
    }


def test_moments_are_read() -> None:
    (found,) = moments_in(json.loads(json.dumps([moment()])))
    assert (found.verb, found.time, found.length, found.segments) == (PAUSED, 12.346, 60, ((0, 12.346),))
    assert found.at == NOW


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        [],
        [1],
        [{}],
        [moment(kind="completed")],
        [moment(kind=["paused"])],
        [moment(time="NaN")],
        [moment(time=float("nan"))],
        [moment(time=-1)],
        [moment(length=1e9)],
        [moment(at="now")],
        [moment(at="2026-03-02T09:00:00")],
        [moment(id="1")],
        [moment(segments=[[1]])],
        [moment(segments=[[0, 1]] * 501)],
        [moment(segments=5)],
        [moment()] * (MOST_MOMENTS + 1),
        [moment(time=10**400)],
        [moment(id=VIDEO), moment(id=VIDEO)],
    ],
)
def test_moments_that_are_none_are_refused(data: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        moments_in(data)
