"""What counts in a lesson: its questions, exercises, practicals and videos, read from a StreamField's raw data.

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
EXERCISE_TYPE = "robot_exercise"

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


@dataclass(frozen=True)
class Scenario:
    """One situation that a robot program has to cope with; `changes` is the raw data of what is otherwise.

    `cell` is the id of the RobotCell that it is in, none where that is the exercise's own.
    """

    id: str
    title: str
    hidden: bool
    cell: int | None
    changes: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class WrongProgram:
    """A program, in the text form, that must fail with the code `failure`."""

    id: str
    program: str
    failure: str


@dataclass(frozen=True)
class Exercise:
    """A robot exercise; `cell` is the id of its RobotCell, programs are in the text form.

    `goals` is raw data. `attempts` 0 means that one may hand in as often as one likes.
    """

    id: str
    title: str
    task: str
    cell: int | None
    goals: tuple[Mapping[str, Any], ...]
    scenarios: tuple[Scenario, ...]
    operations: tuple[str, ...]
    views: tuple[str, ...]
    hints: tuple[str, ...]
    attempts: int
    start: str
    solution: str
    wrong: tuple[WrongProgram, ...]

    @property
    def cells(self) -> set[int]:
        """The ids of all cells that it uses."""
        return {cell for cell in (self.cell, *(scenario.cell for scenario in self.scenarios)) if cell}


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


def exercises_in(content: RawBlocks) -> list[Exercise]:
    """The robot exercises of a lesson, in order."""
    return [exercise_of(block["id"], block["value"]) for block in content if block["type"] == EXERCISE_TYPE]


def exercise_of(id: str, value: Mapping[str, Any]) -> Exercise:
    """A robot exercise from its block's id and raw value."""
    return Exercise(
        id=id,
        title=value.get("title", ""),
        task=value.get("task", ""),
        cell=value.get("cell"),
        goals=tuple(value.get("goals") or ()),
        scenarios=tuple(
            Scenario(
                id=item_id,
                title=item.get("title", ""),
                hidden=bool(item.get("hidden")),
                cell=item.get("cell"),
                changes=tuple(item.get("changes") or ()),
            )
            for item_id, item in list_items(value.get("scenarios"))
        ),
        operations=tuple(value.get("operations") or ()),
        views=tuple(value.get("views") or ()),
        hints=tuple(text for _id, text in list_items(value.get("hints"))),
        attempts=value.get("attempts") or 0,
        start=value.get("start") or "",
        solution=value.get("solution") or "",
        wrong=tuple(
            WrongProgram(id=item_id, program=item.get("program") or "", failure=item.get("failure") or "")
            for item_id, item in list_items(value.get("wrong"))
        ),
    )


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


def list_items(items: Iterable[Mapping[str, Any]] | None) -> Iterator[tuple[str, Any]]:
    """The items of a list block as (id, value)."""
    for item in items or ():
        yield item["id"], item["value"]
