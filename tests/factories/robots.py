"""A robot exercise with a cell of its own: a red block that has to go into a bin."""

from __future__ import annotations

import copy
from typing import Any
from uuid import UUID, uuid4

from courses.actions.hand_in_program import hand_in_program
from courses.actions.run_attempt import run_attempt
from courses.actions.try_program import try_program
from courses.models import Enrolment, RobotAttempt, RobotCell, RobotExercise
from courses.robotics.reading import from_text
from courses.structure import exercises_in
from lms.accounts.models import User
from lms.organisations.models import Fieldlab

# Stands in what no learner may ever see.
HIDDEN_TITLE = "Verborgen zilverreiger"

CELL: dict[str, Any] = {
    "version": 1,
    "robot": {"model": "arm6", "base": {"x": 0, "y": 0, "z": 0, "rz": 0}},
    "tool": {"kind": "gripper", "length": 150, "opening": 60},
    "home": "home",
    "points": {
        "home": {"joints": [0, -90, -90, -90, 90, 0]},
        "pick": {"pose": {"x": 450, "y": -150, "z": 20, "rx": 180, "ry": 0, "rz": 0}},
        "drop": {"pose": {"x": 450, "y": 150, "z": 60, "rx": 180, "ry": 0, "rz": 0}},
    },
    "solids": [
        {
            "id": "table",
            "kind": "table",
            "shape": "box",
            "size": [1400, 1400, 20],
            "at": {"x": 0, "y": 0, "z": -20.5},
        }
    ],
    "parts": [{"id": "block", "colour": "red", "at": {"x": 450, "y": -150, "z": 0}}],
    "feeders": [],
    "bins": [{"id": "bin", "at": {"x": 450, "y": 150, "z": 0}, "size": [120, 120, 50]}],
    "pallets": [],
    "sensors": [],
    "inputs": [],
    "outputs": [],
    "zone": None,
    "goals": [{"id": "home-again", "kind": "at_home"}],
    "labels": {"bin": {"nl": "de bak", "en": "the bin"}, "block": {"nl": "het blok", "en": "the block"}},
}
SOLUTION = """moveJ(pick, above=150)
moveL(pick)
grip()
moveL(pick, above=150)
moveJ(drop, above=150)
moveL(drop)
release()
moveL(drop, above=150)
"""
# Goes to the block through the block.
COLLIDING = """moveJ(pick, above=150)
moveL(pose(450, -150, 5, 180, 0, 90))
"""
# Ends without having done anything.
LAZY = "moveJ(pick, above=150)\n"
ENDLESS = "while not holding():\n    wait(0)\n"


def exercise_block(id: str, language: str, cell: int, **changes: Any) -> dict[str, Any]:
    """The raw block: a visible scenario, and a hidden one in which the block is petrol."""
    words = {"nl": "Zet het blok in de bak", "en": "Put the block into the bin"}
    value = {
        "title": words[language],
        "task": words[language] + ".",
        "cell": cell,
        "goals": [
            {"type": "placed", "id": "goal", "value": {"colour": "", "part": "", "into": "bin", "count": 1}}
        ],
        "scenarios": [
            item(
                id,
                "shown",
                {"title": f"Zoals getekend ({language})", "hidden": False, "cell": None, "changes": []},
            ),
            item(
                id,
                "hidden",
                {
                    "title": HIDDEN_TITLE,
                    "hidden": True,
                    "cell": None,
                    "changes": [{"type": "part", "id": "change", "value": {"part": "block", "colour": "petrol"}}],
                },
            ),
        ],
        "operations": ["moveJ", "moveL", "grip", "release", "wait", "while"],
        "views": ["blocks", "steps", "text"],
        "hints": [{"type": "item", "id": f"{id}-hint", "value": f"Ga eerst erboven ({language})."}],
        "attempts": 0,
        "start": LAZY,
        "solution": SOLUTION,
        "wrong": [],
        **changes,
    }
    return {"type": "robot_exercise", "id": id, "value": value}


def item(block: str, local: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "item", "id": f"{block[:20]}-{local}", "value": value}


def robot_cell(fieldlab: Fieldlab, by: User, **values: Any) -> RobotCell:
    given = {"title": "Onze cel", "data": copy.deepcopy(CELL), **values}
    return RobotCell.objects.create(fieldlab=fieldlab, changed_by=by, **given)


def place_of(enrolment: Enrolment) -> dict[str, Any]:
    """Arguments of the actions for the first exercise of the enrolment's version, as its learner."""
    exercise = RobotExercise.objects.filter(version=enrolment.version).order_by("pk")[0]
    return {
        "by": enrolment.user,
        "enrolment_id": enrolment.pk,
        "lesson_key": exercise.lesson,
        "block_id": exercise.block_id,
    }


def hand_in(enrolment: Enrolment, text: str = SOLUTION, step: UUID | None = None) -> RobotAttempt:
    """Hand in a program in the text form, and have it checked."""
    attempt = hand_in_program(**place_of(enrolment), program=from_text(text), step=step or uuid4())
    run_attempt(attempt_id=attempt.pk)
    attempt.refresh_from_db()
    return attempt


def try_out(enrolment: Enrolment, text: str = SOLUTION, scenario: str = "") -> RobotAttempt:
    attempt = try_program(**place_of(enrolment), program=from_text(text), step=uuid4(), scenario=scenario)
    run_attempt(attempt_id=attempt.pk)
    attempt.refresh_from_db()
    return attempt


def scenario_id(enrolment: Enrolment, *, hidden: bool) -> str:
    for lesson in enrolment.version.lessons.filter(language="nl"):
        for exercise in exercises_in(lesson.content.raw_data):
            return next(scenario.id for scenario in exercise.scenarios if scenario.hidden is hidden)
    raise LookupError
