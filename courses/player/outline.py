"""The lessons of an enrolment as an outline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from courses.models import Enrolment, LessonVersion


@dataclass(frozen=True)
class OutlineItem:
    key: UUID
    number: int
    title: str
    minutes: int
    address: str
    done: bool
    current: bool


def outline_items(
    enrolment: Enrolment, lessons: Iterable[LessonVersion], current: UUID | None = None
) -> list[OutlineItem]:
    done = {item["id"] for item in enrolment.progress.conditions_of("lesson") if item["done"]}
    return [
        OutlineItem(
            key=lesson.key,
            number=number,
            title=lesson.title,
            minutes=lesson.minutes,
            address=reverse("lesson", args=[enrolment.pk, lesson.key]),
            done=str(lesson.key) in done,
            current=lesson.key == current,
        )
        for number, lesson in enumerate(lessons, start=1)
    ]
