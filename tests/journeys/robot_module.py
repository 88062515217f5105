"""Runs inside the site under test: publishes a module with a robot exercise, and enrols a worker."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")
django.setup()

from courses.actions.approve_module import approve_module  # noqa: E402
from courses.actions.enrol import enrol  # noqa: E402
from courses.actions.submit_module import submit_module  # noqa: E402
from courses.authoring.import_module import import_module  # noqa: E402
from courses.models import Change  # noqa: E402
from lms.accounts.models import User  # noqa: E402
from lms.demo.fill import HERE  # noqa: E402
from lms.organisations.models import Fieldlab  # noqa: E402

# Straight on at 80 mm: the fence is in the way.
OVER_THE_FENCE = """moveJ(A, above=80)
moveL(A)
grip()
moveL(A, above=80)
moveL(B, above=80)
moveL(B)
release()
moveL(B, above=80)
moveJ(home)
"""
LOW, HIGH = (f"moveL(A, above={height})\nmoveL(B, above={height})" for height in (80, 300))
SOLUTION = OVER_THE_FENCE.replace(LOW, HIGH)


def exercise() -> dict[str, Any]:
    return {
        "type": "robot_exercise",
        "id": "fence",
        "cell": "around-the-fence",
        "title": {"nl": "Over het hek"},
        "task": {"nl": "Breng het blok van plek A naar mal B. Het hek staat ertussen."},
        "ops": ["moveJ", "moveL", "grip", "release", "wait", "repeat", "while", "if", "call"],
        "hints": [{"nl": "Kijk op welke hoogte de arm over het hek gaat."}, {"nl": "Probeer 300 mm."}],
        "start": OVER_THE_FENCE,
        "solution": SOLUTION,
        "goals": [
            {"id": "g1", "kind": "placed", "part": "block", "in": "fixture", "count": 1},
            {"id": "g2", "kind": "at_home"},
        ],
        "wrong": [{"failure": "collision", "program": OVER_THE_FENCE}],
        "scenarios": [
            {"id": "usual", "hidden": False, "title": {"nl": "Zoals getekend"}},
            {
                "id": "turned",
                "hidden": True,
                "title": {"nl": "Het blok ligt anders"},
                "changes": [{"kind": "part", "id": "block", "dx": 2}],
            },
        ],
    }


def module(slug: str) -> dict[str, Any]:
    return {
        "slug": slug,
        "source": "nl",
        # Below the example network's own in the trainer's list, whose first page has room for so many only.
        "title": {"nl": f"Voorbij het hek ({slug})"},
        "summary": {"nl": "Laat een robot een blok over een hek zetten."},
        "description": {"nl": "Je leert hoe hoog een arm over een hek moet."},
        "topic": "robotics",
        "hours": 1,
        "eqf": 2,
        "participation": "online",
        "outcomes": [{"id": "o1", "nl": "Je kunt een arm zonder botsing over een hek laten gaan."}],
        "lessons": [
            {
                "id": "l1",
                "minutes": 5,
                "title": {"nl": "Lezen"},
                "blocks": [{"type": "text", "id": "t1", "nl": "Een hek is hoger dan je denkt."}],
            },
            {"id": "l2", "minutes": 10, "title": {"nl": "Doen"}, "blocks": [exercise()]},
        ],
    }


def publish(slug: str, email: str) -> list[str]:
    """The addresses of the lessons, for the worker with this address."""
    page = import_module(
        fieldlab=Fieldlab.objects.get(slug="robotlab-noord"),
        data=module(slug),
        drawings=HERE / "drawings",
        by=User.objects.get(email="trainer@demo.skillslab.example"),
    )
    submission = submit_module(page=page, by=page.owner, change=Change.MAJOR)
    approve_module(submission=submission, by=User.objects.get(email="manager@demo.skillslab.example"))
    enrolment = enrol(by=User.objects.get(email=email), module_key=page.translation_key)
    return [f"/learn/{enrolment.pk}/{item['key']}/" for item in enrolment.version.rule["lessons"]]


if __name__ == "__main__":
    print(json.dumps(publish(*sys.argv[1:])))
