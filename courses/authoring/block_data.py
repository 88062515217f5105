"""Translates the blocks of a module file into a StreamField's raw data. Pure, except for finding images.

Ids come from the module's short name and the local id, so they are the same in every language and every time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from courses.authoring.markdown import rich_text

# Names the identifiers of imported modules; itself a random UUID.
NAMESPACE = UUID("5b1c4a3e-7d0f-4f5e-9b60-2f0d4f6f8a11")

Texts = Mapping[str, str]


class BlockData:
    """Makes raw blocks of one module in one language; `image` gives an image's primary key by file name."""

    def __init__(self, slug: str, language: str, outcomes: list[str], image: Callable[[str], int]) -> None:
        self.slug = slug
        self.language = language
        self.outcomes = outcomes
        self.image = image

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
