"""Translates the blocks of a module file into a StreamField's raw data. Pure, except for finding images.

Ids come from the module's short name and the local id, so they are the same in every language and every time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from courses.authoring.markdown import rich_text
from courses.exercises import library
from courses.robotics.text import to_text

# Names the identifiers of imported modules; itself a random UUID.
NAMESPACE = UUID("5b1c4a3e-7d0f-4f5e-9b60-2f0d4f6f8a11")

Texts = Mapping[str, str]


class BlockData:
    """Makes raw blocks of one module in one language; `image` gives an image's primary key by file name.

    `cell` gives that of a robot cell by the name of its library file and its scenario, empty for the usual one.
    """

    def __init__(
        self,
        slug: str,
        language: str,
        outcomes: list[str],
        image: Callable[[str], int],
        cell: Callable[[str, str], int],
    ) -> None:
        self.slug = slug
        self.language = language
        self.outcomes = outcomes
        self.image = image
        self.cell = cell

    def id(self, *local: object) -> str:
        return str(uuid5(NAMESPACE, "/".join([self.slug, *map(str, local)])))

    def words(self, texts: Texts | None) -> str:
        return (texts or {}).get(self.language, "").strip()

    def outcome(self, data: Mapping[str, Any]) -> dict[str, Any]:
        value = {
            "text": self.words(data),
            "esco_uri": data.get("esco", ""),
            "esco_label": data.get("esco_label", ""),
        }
        return {"type": "outcome", "id": self.id("outcome", data["id"]), "value": value}

    def block(self, lesson: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """One block of a lesson. Raises KeyError for a type that is not known."""
        makers: dict[str, Callable[[str, Mapping[str, Any]], Any]] = {
            "text": self._text,
            "picture": self._picture,
            "callout": self._callout,
            "steps": self._steps,
            "question": self._question,
            "robot_exercise": self._robot_exercise,
            "practical": self._practical,
        }
        id = self.id(lesson, data["id"])
        type = data["type"]
        value = makers[type](id, data)
        if type == "question":
            type = "multiple_choice" if data.get("multiple") else "single_choice"
        return {"type": type, "id": id, "value": value}

    def _items(self, parent: str, values: Sequence[tuple[object, dict[str, Any]]]) -> list[dict[str, Any]]:
        return [{"type": "item", "id": self.id(parent, local), "value": value} for local, value in values]

    def _text(self, id: str, data: Mapping[str, Any]) -> str:
        return rich_text(self.words(data))

    def _picture(self, id: str, data: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "image": self.image(data["file"]),
            "alt": self.words(data["alt"]),
            "caption": self.words(data.get("caption")),
        }

    def _callout(self, id: str, data: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "kind": data["kind"],
            "title": self.words(data["title"]),
            "text": rich_text(self.words(data["text"])),
        }

    def _steps(self, id: str, data: Mapping[str, Any]) -> dict[str, Any]:
        steps = [
            (number, {"title": self.words(step["title"]), "text": self.words(step.get("text"))})
            for number, step in enumerate(data["steps"], 1)
        ]
        return {"title": self.words(data["title"]), "steps": self._items(id, steps)}

    def _question(self, id: str, data: Mapping[str, Any]) -> dict[str, Any]:
        choices = [
            (
                choice["id"],
                {
                    "text": self.words(choice["text"]),
                    "correct": choice["correct"],
                    "feedback": self.words(choice["feedback"]),
                },
            )
            for choice in data["choices"]
        ]
        return {
            "question": self.words(data["question"]),
            "choices": self._items(id, choices),
            "explanation": self.words(data["explanation"]),
        }

    def _robot_exercise(self, id: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """What the file does not say is as in the library's exercise."""
        data = {**item_data(library.read(given["cell"])), **given}
        wrong = [(number, item) for number, item in enumerate(data["wrong"], 1)]
        return {
            "title": self.words(data["title"]),
            "task": self.words(data["task"]),
            "cell": self.cell(data["cell"], ""),
            "goals": [
                {"type": goal["kind"], "id": self.id(id, goal["id"]), "value": goal_value(goal)}
                for goal in data["goals"]
            ],
            "scenarios": self._items(id, [self._scenario(id, data["cell"], item) for item in data["scenarios"]]),
            "operations": list(data["ops"]),
            "views": list(data["views"]),
            "hints": [
                {"type": "item", "id": self.id(id, "hint", number), "value": self.words(hint)}
                for number, hint in enumerate(data["hints"], 1)
            ],
            "attempts": data["attempts"],
            "start": data["start"].strip("\n"),
            "solution": data["solution"].strip("\n"),
            "wrong": self._items(
                f"{id}/wrong",
                [
                    (number, {"program": item["program"].strip("\n"), "failure": item["failure"]})
                    for number, item in wrong
                ],
            ),
        }

    def _scenario(self, id: str, cell: str, data: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """As (local id, value). Changes of the library's own are a cell of their own, others are small ones."""
        changes = data.get("changes") or []
        is_librarys = isinstance(changes, Mapping)
        value = {
            "title": self.words(data["title"]),
            "hidden": data.get("hidden", False),
            "cell": self.cell(cell, data["id"]) if is_librarys else None,
            "changes": []
            if is_librarys
            else [
                {"type": kind, "id": self.id(id, data["id"], number), "value": value}
                for number, (kind, value) in enumerate(map(change_of, changes), 1)
            ],
        }
        return data["id"], value

    def _practical(self, id: str, data: Mapping[str, Any]) -> dict[str, Any]:
        criteria = [
            (
                criterion["id"],
                {
                    "text": self.words(criterion["text"]),
                    "outcome": self.outcomes.index(criterion["outcome"]) + 1,
                },
            )
            for criterion in data["criteria"]
        ]
        return {
            "title": self.words(data["title"]),
            "task": self.words(data["task"]),
            "criteria": self._items(id, criteria),
        }


def item_data(item: Mapping[str, Any]) -> dict[str, Any]:
    """An exercise of the library in the shape of a module file."""
    return {
        "title": item["title"],
        "task": item["task"],
        "goals": item["cell"]["goals"],
        "scenarios": item["scenarios"],
        "ops": item["ops"],
        "views": ["blocks", "steps", "text"],
        "hints": item.get("hints") or [],
        "attempts": 0,
        "start": to_text(item["start"]) if item.get("start") else "",
        "solution": to_text(item["solution"]),
        "wrong": [
            {"program": to_text(wrong["program"]), "failure": wrong["code"]} for wrong in item.get("wrong") or []
        ],
    }


def goal_value(data: Mapping[str, Any]) -> dict[str, Any]:
    """The value of a goal's block. Raises KeyError for a kind that is not known."""
    values: dict[str, dict[str, Any]] = {
        "placed": {
            "colour": data.get("colour", ""),
            "part": data.get("part", ""),
            "into": data.get("in", ""),
            "count": data.get("count", 1),
        },
        "cycle_time": {"at_most": str(data.get("at_most"))},
        "zone_speed": {},
        "at_home": {},
        "output": {"output": data.get("output", ""), "on": data.get("is", True)},
    }
    return values[data["kind"]]


def change_of(data: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """What is otherwise in a scenario as (block type, value). Raises KeyError for a kind that is not known."""
    match data["kind"]:
        case "feeder":
            return "feeder", {"feeder": data["id"], "colours": ", ".join(data["parts"])}
        case "part":
            moved = {name: data.get(name) for name in ("dx", "dy", "dz", "drz")}
            return "part", {
                "part": data["id"],
                "gone": data.get("gone", False),
                "colour": data.get("colour", ""),
                **moved,
            }
        case "sensor_input":
            return "input", {"input": data["input"], "on": data["is"]}
    raise KeyError(data["kind"])
