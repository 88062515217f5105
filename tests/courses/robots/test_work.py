"""The work in hand: kept as it was typed, never older over newer; attempts in the words of their own version."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions.withdraw import withdraw
from courses.models import Enrolment, LessonVersion, RobotAttempt, RobotWork
from courses.robotics.reading import from_text
from tests.courses.robots.test_addresses import address, program, send
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory
from tests.factories.robots import COLLIDING, LAZY, SOLUTION, hand_in, place_of

pytestmark = pytest.mark.django_db

COMMENTED = f"# Eerst omhoog.\n{LAZY}"


@pytest.fixture
def enrolment() -> Enrolment:
    return EnrolmentFactory(version=ModuleVersionFactory(lessons=1, questions=0, exercise=True))  # type: ignore[no-any-return]


def exercise(browser: Client, enrolment: Enrolment) -> dict[str, Any]:
    return browser.get(address("robot_exercise", enrolment)).json()  # type: ignore[no-any-return]


def lesson_page(browser: Client, enrolment: Enrolment) -> str:
    url = reverse("lesson", args=[enrolment.pk, place_of(enrolment)["lesson_key"]])
    return browser.get(url).content.decode()


def test_work_is_saved_and_comes_back(browser: Client, enrolment: Enrolment) -> None:
    before = exercise(browser, enrolment)
    assert (before["program"], before["saved_at"], before["typed"]) == (program(LAZY), None, None)
    answer = send(browser, address("robot_draft", enrolment), {"program": program(), "base": None})
    after = exercise(browser, enrolment)
    assert after["program"] == program()
    assert answer.json()["saved_at"] == after["saved_at"]


def test_comments_and_what_can_not_be_read_yet_come_back(browser: Client, enrolment: Enrolment) -> None:
    url, base = address("robot_draft", enrolment), None
    for text, read in ((COMMENTED, from_text(COMMENTED)), ("moveJ(pick\n", None)):
        sent = {"program": program(LAZY), "text": text, "base": base}
        base = send(browser, url, sent).json()["saved_at"]
        assert exercise(browser, enrolment)["typed"] == {"text": text, "program": read}
    # Trying and handing in leave it alone.
    hand_in(enrolment)
    assert exercise(browser, enrolment)["typed"]["text"] == "moveJ(pick\n"


def test_older_work_does_not_win_over_newer(browser: Client, enrolment: Enrolment) -> None:
    url = address("robot_draft", enrolment)
    first = send(browser, url, {"program": program(LAZY), "base": None}).json()["saved_at"]
    second = send(browser, url, {"program": program(), "base": first}).json()["saved_at"]
    # Another device was without connection since before the second.
    late = send(browser, url, {"program": program(COLLIDING), "text": "# oud", "base": first})
    assert late.status_code == 409
    assert late.json()["newer"] == {"program": program(), "text": "", "saved_at": second}
    assert RobotWork.objects.get().program == program()
    # What is the same already is no quarrel; and who has seen the newer work may choose the other.
    assert send(browser, url, {"program": program(), "base": first}).status_code == 200
    latest = RobotWork.objects.get().saved_at.isoformat()
    assert send(browser, url, {"program": program(COLLIDING), "base": latest}).status_code == 200
    assert RobotWork.objects.get().program == program(COLLIDING)


def test_what_is_handed_in_late_does_not_replace_newer_work(browser: Client, enrolment: Enrolment) -> None:
    send(browser, address("robot_draft", enrolment), {"program": program(), "base": None})
    send(browser, address("robot_hand_in", enrolment), {"program": program(LAZY), "step": str(uuid4())})
    assert exercise(browser, enrolment)["program"] == program()


@pytest.mark.parametrize(
    "body", [{"text": 3}, {"base": "yesterday"}, {"base": 5, "program": {}}, {"text": "x" * 66_000}]
)
def test_hand_made_drafts_are_refused(browser: Client, enrolment: Enrolment, body: dict[str, Any]) -> None:
    answer = send(browser, address("robot_draft", enrolment), {"program": program(), **body})
    assert answer.status_code in (400, 413)
    assert not RobotWork.objects.exists()


def test_form_without_javascript_keeps_comments(browser: Client, enrolment: Enrolment) -> None:
    typed = {"step": str(uuid4()), "text": COMMENTED.replace("\n", "\r\n"), "action": "hand-in"}
    browser.post(address("robot_form", enrolment), typed)
    assert "# Eerst omhoog." in lesson_page(browser, enrolment)
    assert RobotAttempt.objects.get().program == from_text(COMMENTED)


def test_old_attempt_is_told_in_the_words_of_its_own_version(browser: Client, enrolment: Enrolment) -> None:
    old = enrolment.version
    attempt = hand_in(enrolment, COLLIDING)
    goal = {"type": "cycle_time", "id": "goal", "value": {"at_most": 33}}
    newer = ModuleVersionFactory(
        module_key=old.module_key,
        fieldlab=old.fieldlab,
        major=2,
        superseded_at=old.published_at + timedelta(days=1),
        source_language="en",
        lessons=1,
        questions=0,
        exercise={"goals": [goal]},
    )
    # The first version was there in Dutch only.
    LessonVersion.objects.filter(version=old).exclude(language="nl").delete()
    Enrolment.objects.filter(pk=enrolment.pk).update(version=newer)
    seen = browser.get(address("robot_attempt", enrolment, attempt.pk)).json()
    (said,) = [goal["text"] for goal in seen["results"][0]["result"]["goals"]]
    assert "33" not in said
    assert "bak" in said
    page = lesson_page(browser, enrolment)
    assert "33" in page
    assert said in page


def test_closed_module_says_so_and_how_often_was_handed_in(browser: Client, enrolment: Enrolment) -> None:
    hand_in(enrolment, LAZY)
    hand_in(enrolment, COLLIDING)
    assert exercise(browser, enrolment)["exercise"]["handed_in"] == 2
    assert "Je hebt 2 keer ingeleverd." in lesson_page(browser, enrolment)
    withdraw(by=enrolment.user, enrolment_id=enrolment.pk)
    assert "Deze module is voor jou gesloten." in lesson_page(browser, enrolment)


def test_own_solution_typed_by_hand_is_kept_as_typed(browser: Client, enrolment: Enrolment) -> None:
    typed = SOLUTION.replace("grip()", "grip()  # nu dicht")
    send(browser, address("robot_draft", enrolment), {"program": program(), "text": typed, "base": None})
    assert "# nu dicht" in lesson_page(browser, enrolment)
