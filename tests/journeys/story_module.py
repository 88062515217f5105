"""Runs inside the site under test: a trainer's draft of a small module, with a slug of its own.

With `with-session` it asks for a session instead of a practical, and is published.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")
django.setup()

from courses.actions.approve_module import approve_module  # noqa: E402
from courses.actions.submit_module import submit_module  # noqa: E402
from courses.authoring.import_module import import_module  # noqa: E402
from lms.accounts.models import User  # noqa: E402
from lms.demo.fill import HERE  # noqa: E402
from lms.organisations.models import Fieldlab  # noqa: E402


def choice(id: str, text: str, *, correct: bool = False) -> dict[str, Any]:
    feedback = "Dat klopt." if correct else "Kijk nog eens naar de tekst."
    return {"id": id, "text": {"nl": text}, "correct": correct, "feedback": {"nl": feedback}}


def question(id: str, text: str, choices: list[dict[str, Any]], *, multiple: bool = False) -> dict[str, Any]:
    return {
        "type": "question",
        "id": id,
        "multiple": multiple,
        "question": {"nl": text},
        "choices": choices,
        "explanation": {"nl": "Zonder lucht laat een vacuümgrijper het product los."},
    }


def module(slug: str) -> dict[str, Any]:
    return {
        "slug": slug,
        "source": "nl",
        "title": {"nl": f"Een grijper wisselen ({slug})"},
        "summary": {"nl": "Wissel de grijper van een robot zonder gevaar en test hem voor je verder werkt."},
        "description": {"nl": "Je leert een grijper veilig te wisselen. Daarna oefen je het in het fieldlab."},
        "topic": "robotics",
        "hours": 1,
        "eqf": 2,
        "participation": "blended",
        "outcomes": [{"id": "o1", "nl": "Je kunt een grijper veilig wisselen en testen."}],
        "lessons": [
            {
                "id": "l1",
                "minutes": 5,
                "title": {"nl": "Eerst stil, dan los"},
                "blocks": [
                    {
                        "type": "text",
                        "id": "t1",
                        "nl": "Zet de cel stil. Sluit de lucht af. **Dan** pas ga je naar binnen.",
                    },
                    question(
                        "q1",
                        "Wat doe je het eerst?",
                        [choice("a", "De cel stilzetten", correct=True), choice("b", "De grijper losdraaien")],
                    ),
                ],
            },
            {
                "id": "l2",
                "minutes": 5,
                "title": {"nl": "Testen met lage snelheid"},
                "blocks": [
                    {"type": "text", "id": "t2", "nl": "Test de nieuwe grijper eerst langzaam, zonder product."},
                    question(
                        "q2",
                        "Wat controleer je bij de test? Kies twee antwoorden.",
                        [
                            choice("a", "Of de grijper dicht gaat", correct=True),
                            choice("b", "Of de slang vrij hangt", correct=True),
                            choice("c", "Welke kleur de grijper heeft"),
                        ],
                        multiple=True,
                    ),
                    {
                        "type": "practical",
                        "id": "p1",
                        "title": {"nl": "Praktijk: wissel de grijper"},
                        "task": {"nl": "Je krijgt een half uur. Wissel de grijper en test hem."},
                        "criteria": [
                            {"id": "c1", "outcome": "o1", "text": {"nl": "Zet de cel stil voor de wissel."}},
                            {"id": "c2", "outcome": "o1", "text": {"nl": "Sluit de lucht af voor de wissel."}},
                            {"id": "c3", "outcome": "o1", "text": {"nl": "Test de grijper met lage snelheid."}},
                        ],
                    },
                ],
            },
        ],
    }


def draft(slug: str, kind: str = "") -> None:
    """Make the draft in the first fieldlab, as its trainer."""
    data, trainer = module(slug), person("trainer")
    if kind == "with-session":
        data["sessions"] = 1
        data["lessons"][1]["blocks"].pop()
    page = import_module(
        fieldlab=Fieldlab.objects.get(slug="robotlab-noord"),
        data=data,
        drawings=HERE / "drawings",
        by=trainer,
    )
    if kind == "with-session":
        approve_module(submission=submit_module(page=page, by=trainer), by=person("manager"))


def person(role: str) -> User:
    return User.objects.get(email=f"{role}@demo.skillslab.example")


draft(*sys.argv[1:])
