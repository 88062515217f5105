"""Runs inside the site under test: makes learners who flood it with robot programs, and two who do not.

Prints {flood, honest, finishing}: what each has to send, with the cookie of their session.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")
django.setup()

from uuid import uuid4  # noqa: E402

from django.conf import settings  # noqa: E402
from django.urls import reverse  # noqa: E402

# Nobody signs in with these passwords.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

from courses.models import Enrolment, LessonVersion, ModuleVersion  # noqa: E402
from courses.player.robot_data import ANY_ATTEMPT  # noqa: E402
from courses.robotics.reading import from_text  # noqa: E402
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all  # noqa: E402
from tests.factories.robots import SOLUTION, place_of  # noqa: E402
from tests.sessions import session_cookie  # noqa: E402

# Ends where the engine's time ends, after some seconds; each learner's is another one, so that none is remembered.
ENDLESS = "while not holding():\n    moveJ(pick, above={above})\n    moveJ(drop, above=150)\n"


def sender(version: ModuleVersion, program: str) -> dict[str, Any]:
    enrolment = EnrolmentFactory(version=version)
    place = place_of(enrolment)
    at = [enrolment.pk, place["lesson_key"], place["block_id"]]
    return {
        "cookie": session_cookie(enrolment.user),
        "try": reverse("robot_try", args=at),
        "hand-in": reverse("robot_hand_in", args=at),
        "attempt": reverse("robot_attempt", args=[*at, ANY_ATTEMPT]),
        "program": from_text(program),
    }


def one_step_from_the_end() -> dict[str, str]:
    version = ModuleVersionFactory(lessons=1, questions=1)
    enrolment: Enrolment = EnrolmentFactory(version=version)
    answer_all(enrolment)
    lesson = LessonVersion.objects.filter(version=version)[0]
    return {
        "cookie": session_cookie(enrolment.user),
        "finish": reverse("finish_lesson", args=[enrolment.pk, lesson.key]),
        "step": str(uuid4()),
    }


def prepare(count: int) -> dict[str, Any]:
    version = ModuleVersionFactory(lessons=1, questions=0, exercise=True)
    return {
        "flood": [sender(version, ENDLESS.format(above=100 + number)) for number in range(count)],
        "honest": sender(version, SOLUTION),
        "finishing": one_step_from_the_end(),
    }


if __name__ == "__main__":
    print(json.dumps(prepare(int(sys.argv[1]))))
