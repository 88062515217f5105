"""People and pages of the trainers' side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wagtail.models import Page

from courses.authoring.import_module import import_module
from courses.models import LessonPage, ModulePage
from lms.accounts.models import User
from lms.organisations.models import Fieldlab, Role
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory


def trainer_of(fieldlab: Fieldlab, role: str = Role.TRAINER) -> User:
    """A new person who works for `fieldlab`."""
    return User.objects.get(pk=MembershipFactory(user=UserFactory(), role=role, fieldlab=fieldlab).user_id)


def module_data(**changes: Any) -> dict[str, Any]:
    """A small module file in Dutch and English: two lessons, a question in each, a practical in the second."""
    return {
        "slug": "robots-veilig",
        "source": "nl",
        "topic": "robotics",
        "hours": 4,
        "eqf": 3,
        "participation": "blended",
        "title": {"nl": "Robots veilig bedienen", "en": "Operating robots safely"},
        "summary": {"nl": "Je leert een robot te bedienen.", "en": "You learn to operate a robot."},
        "description": {"nl": "Voor wie met robots werkt.", "en": "For who works with robots."},
        "outcomes": [{"id": "o1", "nl": "Je start een robot.", "en": "You start a robot."}],
        "lessons": [lesson_data("l1"), lesson_data("l2", practical_data())],
        **changes,
    }


def lesson_data(id: str, *more: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": id,
        "minutes": 10,
        "title": {"nl": f"Les {id}", "en": f"Lesson {id}"},
        "blocks": [
            {"type": "text", "id": "intro", "nl": "Een robot **beweegt**.", "en": "A robot **moves**."},
            {
                "type": "question",
                "id": "q",
                "question": {"nl": "Wat beweegt?", "en": "What moves?"},
                "explanation": {"nl": "De arm.", "en": "The arm."},
                "choices": [
                    {
                        "id": "a",
                        "correct": True,
                        "text": both("De arm", "The arm"),
                        "feedback": both("Goed", "Right"),
                    },
                    {"id": "b", "correct": False, "text": both("Niets", "Nothing"), "feedback": both("Nee", "No")},
                ],
            },
            *more,
        ],
    }


def practical_data() -> dict[str, Any]:
    return {
        "type": "practical",
        "id": "p",
        "title": both("Praktijk", "Practical"),
        "task": both("Pak een blokje.", "Pick a block."),
        "criteria": [
            {"id": f"c{number}", "outcome": "o1", "text": both(f"Stap {number}", f"Step {number}")}
            for number in (1, 2, 3)
        ],
    }


def both(nl: str, en: str) -> dict[str, str]:
    return {"nl": nl, "en": en}


def module_of(fieldlab: Fieldlab, by: User, **changes: Any) -> ModulePage:
    """Drafts of a module that is ready to be handed in, written by `by`."""
    return import_module(fieldlab=fieldlab, data=module_data(**changes), drawings=Path(), by=by)


def edit(page: Page, by: User, **values: Any) -> None:
    """Save a new draft of `page` with `values`, as the editor does."""
    draft = page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision(user=by)


def change_exercise(module: ModulePage, author: User, **values: Any) -> None:
    """Save the robot exercise of `module` with other values, in every language."""
    for page in ModulePage.objects.filter(translation_key=module.translation_key):
        lesson = LessonPage.objects.child_of(page).get()
        content = lesson.get_latest_revision_as_object().content.get_prep_value()
        for block in content:
            if block["type"] == "robot_exercise":
                block["value"] |= values
        edit(lesson, author, content=content)
