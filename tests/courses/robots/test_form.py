"""The exercise without JavaScript: the program as text, in a form."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions.run_attempt import run_attempt
from courses.models import Enrolment, RobotAttempt, RobotWork
from tests.courses.robots.test_addresses import address
from tests.factories.robots import SOLUTION, place_of

pytestmark = pytest.mark.django_db


def test_form_without_javascript_goes_all_the_way(browser: Client, enrolment: Enrolment) -> None:
    lesson = reverse("lesson", args=[enrolment.pk, place_of(enrolment)["lesson_key"]])
    page = browser.get(lesson).content.decode()
    assert "moveJ(pick, above=150)" in page
    answer = browser.post(
        address("robot_form", enrolment), {"step": str(uuid4()), "text": SOLUTION, "action": "hand-in"}
    )
    assert answer["Location"] == f"{lesson}#b-{place_of(enrolment)['block_id']}"
    assert "wordt" in browser.get(lesson).content.decode()
    run_attempt(attempt_id=RobotAttempt.objects.get().pk)
    page = browser.get(lesson).content.decode()
    assert "robot-log" in page
    assert "moveL(drop)" in page


def test_form_keeps_what_can_not_be_read_and_says_why(browser: Client, enrolment: Enrolment) -> None:
    lesson = reverse("lesson", args=[enrolment.pk, place_of(enrolment)["lesson_key"]])
    typed = {"step": str(uuid4()), "text": "moveJ(pick\r\n", "action": "hand-in"}
    browser.post(address("robot_form", enrolment), typed)
    page = browser.get(lesson).content.decode()
    assert "moveJ(pick\n" in page.replace("\r", "")
    assert "robot-problems" in page
    assert (RobotAttempt.objects.count(), RobotWork.objects.get().program) == (0, None)
