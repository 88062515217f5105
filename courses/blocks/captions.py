"""Captions in WebVTT: read them, and make the transcript of a video from them. Pure.

https://www.w3.org/TR/webvtt1/, section 4.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
TIMING = re.compile(rf"^[ \t]*{TIME}[ \t]+-->[ \t]+{TIME}(?:[ \t]+.*)?$")
HEADER = re.compile(r"^WEBVTT(?:[ \t].*)?$")
VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]+)>")
TAG = re.compile(r"<[^>]*>")
# A silence of this many seconds starts a new paragraph of the transcript.
PAUSE = 3.0


class CaptionsError(ValueError):
    """The file is no WebVTT with captions; `line` counts from 1."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


@dataclass(frozen=True)
class Cue:
    """What is said from `start` to `end` (seconds); `voice` is who says it, where the file tells."""

    start: float
    end: float
    text: str
    voice: str = ""


def parse(text: str) -> list[Cue]:
    """Return the cues of a WebVTT file in order.

    Raises CaptionsError where the header is missing, a time is no time, ends before it starts or goes back,
    or nothing is said at all.
    """
    lines = (
        text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd").split("\n")
    )
    if not HEADER.match(lines[0]):
        raise CaptionsError(1, "the file must start with WEBVTT")
    cues: list[Cue] = []
    for number, block in blocks_of(lines):
        if cue := cue_of(block, number):
            if cues and cue.start < cues[-1].start:
                raise CaptionsError(number, "the times go back")
            cues.append(cue)
    if not any(cue.text for cue in cues):
        raise CaptionsError(len(lines), "there are no captions")
    return cues


def blocks_of(lines: list[str]) -> list[tuple[int, list[str]]]:
    """The blocks between blank lines after the header, each with the number of its first line."""
    blocks: list[tuple[int, list[str]]] = []
    open_block = True  # the header's own lines
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            open_block = False
        elif open_block and not blocks:
            continue
        elif open_block:
            blocks[-1][1].append(line)
        else:
            blocks.append((number, [line]))
            open_block = True
    return blocks


def cue_of(block: list[str], number: int) -> Cue | None:
    """The cue of a block; None for notes, styles and regions."""
    if re.match(r"(NOTE|STYLE|REGION)(\s|$)", block[0]) and "-->" not in block[0]:
        return None
    at = 0 if "-->" in block[0] else 1
    timing = TIMING.match(block[at]) if at < len(block) else None
    if timing is None:
        raise CaptionsError(number, "this is no time like 00:01.000 --> 00:04.000")
    start, end = seconds(timing.groups()[:4]), seconds(timing.groups()[4:])
    if end <= start:
        raise CaptionsError(number + at, "the caption ends before it starts")
    payload = "\n".join(block[at + 1 :])
    voice = VOICE.search(payload)
    return Cue(start, end, plain(payload), plain(voice.group(1)) if voice else "")


def seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, whole, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 * 1000 + whole * 1000 + thousandths) / 1000


def plain(payload: str) -> str:
    """A cue's text without tags, entities and line ends."""
    return " ".join(html.unescape(TAG.sub("", payload)).split())


def transcript(cues: list[Cue]) -> str:
    """The text of a video in paragraphs, with blank lines: a new one at a pause and at another speaker."""
    paragraphs: list[list[str]] = []
    before: Cue | None = None
    for cue in (cue for cue in cues if cue.text):
        new_voice = before is None or cue.voice != before.voice
        if before is None or new_voice or cue.start - before.end > PAUSE:
            paragraphs.append([f"{cue.voice}: {cue.text}" if cue.voice and new_voice else cue.text])
        elif cue.text != before.text:
            paragraphs[-1].append(cue.text)
        before = cue
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)
