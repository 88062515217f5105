from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.blocks.captions import CaptionsError, Cue, parse, transcript

FILE = """WEBVTT Robot
Kind: captions

NOTE written by Sanne

STYLE
::cue { color: lime }

intro
00:01.000 --> 00:03.500 align:start
<v Sanne>De robot staat <b>stil</b>.

00:04.000 --> 00:06.000
Daarna beweegt hij
&amp; pakt het blokje.

01:00:00.000 --> 01:00:02.000
Klaar.
"""


def test_captions_are_read_in_order() -> None:
    assert parse(FILE) == [
        Cue(1.0, 3.5, "De robot staat stil.", "Sanne"),
        Cue(4.0, 6.0, "Daarna beweegt hij & pakt het blokje."),
        Cue(3600.0, 3602.0, "Klaar."),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_captions_take_any_line_end_and_a_byte_order_mark(end: str) -> None:
    assert parse("\ufeff" + FILE.replace("\n", end)) == parse(FILE)


def test_transcript_has_paragraphs_at_pauses_and_speakers() -> None:
    assert transcript(parse(FILE)) == (
        "Sanne: De robot staat stil.\n\nDaarna beweegt hij & pakt het blokje.\n\nKlaar."
    )


def test_transcript_says_a_repeated_caption_once() -> None:
    cues = [Cue(0, 1, "Stop."), Cue(1, 2, "Stop."), Cue(2, 3, "Kijk.")]
    assert transcript(cues) == "Stop. Kijk."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("1\n00:00:01,000 --> 00:00:02,000\nSubRip", 1),
        ("WEBVTTX\n", 1),
        ("WEBVTT\n\n", 3),
        ("WEBVTT\n\n00:01.000 -> 00:02.000\nx", 3),
        ("WEBVTT\n\nalone", 3),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nx", 3),
        ("WEBVTT\n\nid\n00:02.000 --> 00:02.000\nx", 4),
        ("WEBVTT\n\n00:02.000 --> 00:03.000\nx\n\n00:01.000 --> 00:03.000\ny", 6),
        ("WEBVTT\n\n00:99.000 --> 01:99.000\nx", 3),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n", 4),
    ],
)
def test_captions_that_are_none_say_where(text: str, line: int) -> None:
    with pytest.raises(CaptionsError) as problem:
        parse(text)
    assert problem.value.line == line


def stamp(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}.{rest:03}"


WORDS = st.lists(st.sampled_from(["robot", "stopt", "1 < 2", "a & b", "-"]), min_size=1, max_size=5).map(" ".join)


@given(st.lists(st.tuples(st.integers(1, 9_000), WORDS), min_size=1, max_size=20))
def test_captions_written_are_captions_read(parts: list[tuple[int, str]]) -> None:
    at, cues, text = 0, [], "WEBVTT\n"
    for length, words in parts:
        cues.append(Cue(at / 1000, (at + length) / 1000, words))
        safe = words.replace("&", "&amp;").replace("<", "&lt;")
        text += f"\n{stamp(at)} --> {stamp(at + length)}\n{safe}\n"
        at += length
    assert parse(text) == cues
    assert all(cue.text.split()[0] in transcript(cues) for cue in cues)


@given(st.text())
def test_captions_are_read_or_refused_and_nothing_else(text: str) -> None:
    for given_text in (text, f"WEBVTT\n\n{text}", f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}"):
        with suppress(CaptionsError):
            assert parse(given_text)
