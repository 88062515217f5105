"""What counts in a lesson: its questions, practicals and videos, read from a StreamField's raw data.

Pure, so that publishing, the player and the tests agree on ids without a database. Raw data is a list of
`{"type", "id", "value"}`; an item of a list block is `{"type": "item", "id", "value"}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

QUESTION_TYPES = {"single_choice": False, "multiple_choice": True}
PRACTICAL_TYPE = "practical"
VIDEO_TYPE = "video"

RawBlocks = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class Choice:
    id: str
    text: str
    correct: bool
    feedback: str


@dataclass(frozen=True)
class Question:
    id: str
    multiple: bool
    text: str
    choices: tuple[Choice, ...]
    explanation: str

    @property
    def correct(self) -> frozenset[str]:
        return frozenset(choice.id for choice in self.choices if choice.correct)

    @property
    def choice_ids(self) -> frozenset[str]:
        return frozenset(choice.id for choice in self.choices)


@dataclass(frozen=True)
class Video:
    """`must_watch`: the module is not complete before it was watched; `file` is the id of its document."""

    id: str
    title: str
    must_watch: bool
    file: int | None


@dataclass(frozen=True)
class Criterion:
    id: str
    text: str
    outcome: int | None


@dataclass(frozen=True)
class Practical:
    id: str
    title: str
    task: str
    criteria: tuple[Criterion, ...]


def questions_in(content: RawBlocks) -> list[Question]:
    """The questions of a lesson, in order."""
    return [
        Question(
            id=block["id"],
            multiple=QUESTION_TYPES[block["type"]],
            text=block["value"].get("question", ""),
            choices=tuple(
                Choice(
                    id=id,
                    text=value.get("text", ""),
                    correct=bool(value.get("correct")),
                    feedback=value.get("feedback", ""),
                )
                for id, value in list_items(block["value"].get("choices"))
            ),
            explanation=block["value"].get("explanation", ""),
        )
        for block in content
        if block["type"] in QUESTION_TYPES
    ]


def videos_in(content: RawBlocks) -> list[Video]:
    """The videos of a lesson, in order."""
    return [
        Video(
            id=block["id"],
            title=block["value"].get("title", ""),
            must_watch=bool(block["value"].get("must_watch")),
            file=block["value"].get("video"),
        )
        for block in content
        if block["type"] == VIDEO_TYPE
    ]


def practicals_in(content: RawBlocks) -> list[Practical]:
    """The practicals of a lesson, in order."""
    return [
        Practical(
            id=block["id"],
            title=block["value"].get("title", ""),
            task=block["value"].get("task", ""),
            criteria=tuple(
                Criterion(id=id, text=value.get("text", ""), outcome=value.get("outcome"))
                for id, value in list_items(block["value"].get("criteria"))
            ),
        )
        for block in content
        if block["type"] == PRACTICAL_TYPE
    ]


def with_new_ids(content: Any) -> Any:
    """The raw data of a lesson, or a part of it, with a new id for each block, choice and criterion."""
    if isinstance(content, list):
        return [with_new_ids(item) for item in content]
    if isinstance(content, dict):
        renewed = {name: with_new_ids(value) for name, value in content.items()}
        return renewed | {"id": str(uuid4())} if {"type", "id", "value"} <= content.keys() else renewed
    return content


def list_items(items: Iterable[Mapping[str, Any]] | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The items of a list block as (id, value)."""
    for item in items or ():
        yield item["id"], item["value"]
