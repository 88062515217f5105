"""Which lesson to go on with; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from courses.progress_rules import Rule


def next_lesson(rule: Rule, conditions: Sequence[Mapping[str, Any]], last_lesson: UUID | str | None) -> str:
    """The key of the lesson to go on with: where they were, or else the next one with something left to do.

    `conditions` are Progress.conditions.
    """
    keys = [lesson.key for lesson in rule.lessons]
    done = {condition["id"] for condition in conditions if condition["kind"] == "lesson" and condition["done"]}
    last = str(last_lesson) if last_lesson else None
    if last in keys:
        after = keys[keys.index(last) :]
        left = [key for key in (*after, *keys) if key not in done]
    else:
        left = [key for key in keys if key not in done]
    elsewhere = [
        condition["detail"]["lesson"]
        for condition in conditions
        if condition["kind"] in {"video", "exercise", "question", "practical"} and not condition["done"]
    ]
    return next(iter([*left, *elsewhere, *([last] if last in keys else []), *keys]), "")
