"""What the browser sends and gets, and what a forger gets."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions.run_attempt import run_attempt
from courses.actions.withdraw import withdraw
from courses.models import Enrolment, RobotAttempt, RobotExercise, RobotWork
from courses.robotics.reading import from_text
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory
from tests.factories.robots import (
    COLLIDING,
    HIDDEN_TITLE,
    LAZY,
    SOLUTION,
    hand_in,
    place_of,
    scenario_id,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment() -> Enrolment:
    return EnrolmentFactory(version=ModuleVersionFactory(lessons=1, questions=0, exercise=True))  # type: ignore[no-any-return]


def address(name: str, enrolment: Enrolment, *more: Any) -> str:
    place = place_of(enrolment)
    return reverse(name, args=[enrolment.pk, place["lesson_key"], place["block_id"], *more])


def send(client: Client, url: str, data: Any) -> Any:
    return client.post(url, json.dumps(data), content_type="application/json")


def program(text: str = SOLUTION) -> dict[str, Any]:
    return from_text(text)


def problem_of(response: Any) -> str:
    assert response["Content-Type"] == "application/problem+json"
    return str(response.json()["detail"])


def test_worker_hands_in_and_asks_what_came_of_it(browser: Client, enrolment: Enrolment) -> None:
    answer = send(browser, address("robot_hand_in", enrolment), {"program": program(), "step": str(uuid4())})
    assert answer.status_code == 202
    attempt = answer.json()["attempt"]
    waiting = browser.get(address("robot_attempt", enrolment, attempt)).json()
    assert (waiting["state"], waiting["ahead"], waiting["passed"], waiting["results"]) == ("queued", 0, None, [])
    run_attempt(attempt_id=attempt)
    done = browser.get(address("robot_attempt", enrolment, attempt)).json()
    assert (done["state"], done["passed"], done["kind"]) == ("done", True, "hand-in")
    assert [item["title"] for item in done["results"]] == ["Zoals getekend (nl)"]
    assert done["results"][0]["result"]["trace"]["joints"]
    assert done["hidden"] == {"passed": 1, "of": 1, "failures": {}, "texts": []}
    assert done["program"] == program()


def test_visible_failure_is_said_in_words(browser: Client, enrolment: Enrolment) -> None:
    attempt = hand_in(enrolment, COLLIDING)
    done = browser.get(address("robot_attempt", enrolment, attempt.pk)).json()
    result = done["results"][0]["result"]
    assert result["failure"]["text"]
    assert result["goals"][0]["text"]
    assert all(entry["text"] for entry in result["log"])
    assert done["hidden"]["failures"] == {"collision": 1}


def test_number_ahead_counts_programs_of_others_only(browser: Client, enrolment: Enrolment) -> None:
    for _ in range(2):
        other = EnrolmentFactory(version=enrolment.version)
        client = Client()
        client.force_login(other.user)
        send(client, address("robot_try", other), {"program": program(), "step": str(uuid4())})
    answer = send(browser, address("robot_try", enrolment), {"program": program(), "step": str(uuid4())})
    assert answer.json()["ahead"] == 2


def test_nothing_of_what_is_hidden_leaves_the_server(browser: Client, enrolment: Enrolment) -> None:
    attempt = hand_in(enrolment, COLLIDING)
    lesson = reverse("lesson", args=[enrolment.pk, attempt.lesson])
    for url in (
        lesson,
        address("robot_exercise", enrolment),
        address("robot_attempt", enrolment, attempt.pk),
    ):
        page = browser.get(url).content.decode()
        assert HIDDEN_TITLE not in page
        assert scenario_id(enrolment, hidden=True) not in page
        assert "petrol" not in page
        assert "moveL(drop)" not in page


def test_text_is_read_line_by_line(browser: Client, enrolment: Enrolment) -> None:
    url = address("robot_text", enrolment)
    assert send(browser, url, {"text": SOLUTION}).json() == {"program": program()}
    answer = send(browser, url, {"text": "grip()\nmoveX(pick)\n"})
    assert answer.status_code == 422
    assert [item["line"] for item in answer.json()["problems"]] == [2]
    assert "moveX" in answer.json()["problems"][0]["message"]


def test_another_learners_attempt_is_not_there(browser: Client, enrolment: Enrolment) -> None:
    attempt = hand_in(enrolment)
    other = EnrolmentFactory(version=enrolment.version)
    client = Client()
    client.force_login(other.user)
    theirs = address("robot_attempt", enrolment, attempt.pk)
    assert client.get(theirs).status_code == 404
    assert client.get(address("robot_attempt", other, attempt.pk)).status_code == 404
    assert client.get(address("robot_exercise", enrolment)).status_code == 404
    body = {"program": program(), "step": str(uuid4()), "text": ""}
    for name in ("robot_draft", "robot_try", "robot_hand_in", "robot_text"):
        assert send(client, address(name, enrolment), body).status_code == 404
    form = {"step": str(uuid4()), "text": SOLUTION, "action": "hand-in"}
    assert client.post(address("robot_form", enrolment), form).status_code == 404
    assert RobotAttempt.objects.count() == 1


def test_visitor_is_asked_to_sign_in_without_a_detour(enrolment: Enrolment) -> None:
    answer = send(Client(), address("robot_hand_in", enrolment), {"program": program(), "step": str(uuid4())})
    assert answer.status_code == 401
    assert problem_of(answer)


def test_edited_replay_is_refused(browser: Client, enrolment: Enrolment) -> None:
    url, step = address("robot_hand_in", enrolment), str(uuid4())
    first = send(browser, url, {"program": program(COLLIDING), "step": step})
    assert send(browser, url, {"program": program(COLLIDING), "step": step}).json() == first.json()
    edited = send(browser, url, {"program": program(), "step": step})
    assert edited.status_code == 409
    assert problem_of(edited)


def test_claimed_results_are_passed_over(browser: Client, enrolment: Enrolment) -> None:
    forged = {"program": program(LAZY), "step": str(uuid4()), "passed": True, "results": [{"passed": True}]}
    attempt = send(browser, address("robot_hand_in", enrolment), forged).json()["attempt"]
    run_attempt(attempt_id=attempt)
    assert RobotAttempt.objects.get(pk=attempt).passed is False


# Fits into what may be sent, and is larger as it would be kept: each letter as an escape.
LONG_NAMES = {
    "step": "5bd9390c-0511-4c13-910e-ec90dcda14fa",
    "program": {
        "version": 1,
        "main": [{"id": f"m{at}", "op": "moveJ", "to": {"point": "é" * 40}} for at in range(400)],
    },
}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 60_000, 400),
        (b"\xff\xfe", 400),
        (b"null", 400),
        (b'{"step": "x", "program": {}}', 400),
        (b'{"step": ["x"], "program": {}}', 400),
        # Chance never makes this one: each learner's would be the same.
        (b'{"step": "00000000-0000-0000-0000-000000000000", "program": {}}', 400),
        (b'{"program": NaN, "step": "5bd9390c-0511-4c13-910e-ec90dcda14fa"}', 400),
        (b'{"program": {"version": 1, "main": [1e999]}, "step": "5bd9390c-0511-4c13-910e-ec90dcda14fa"}', 400),
        (b'{"program": {"version": 1, "main": {}}, "step": "5bd9390c-0511-4c13-910e-ec90dcda14fa"}', 422),
        (b'{"program": {"version": 1, "main": ["x"]}, "step": "5bd9390c-0511-4c13-910e-ec90dcda14fa"}', 422),
        (b" " * 10 * 1024 * 1024, 413),
        (b'{"program": "' + b"x" * 70_000 + b'"}', 413),
        (json.dumps(LONG_NAMES, ensure_ascii=False).encode(), 413),
    ],
)
def test_hand_made_bodies_are_refused(browser: Client, enrolment: Enrolment, body: bytes, status: int) -> None:
    for name in ("robot_hand_in", "robot_try"):
        answer = browser.post(address(name, enrolment), body, content_type="application/json")
        assert answer.status_code == status
        assert problem_of(answer)
    assert RobotAttempt.objects.count() == 0


@pytest.mark.parametrize("typed", [r"wait(1) \u0000", r"wait(1) \ud83d"])
def test_typed_text_that_no_database_keeps_is_refused_in_words(
    browser: Client, enrolment: Enrolment, typed: str
) -> None:
    body = f'{{"program": null, "text": "{typed}"}}'
    answer = browser.post(address("robot_draft", enrolment), body, content_type="application/json")
    assert answer.status_code == 422
    assert "emoji" in problem_of(answer)
    assert not RobotWork.objects.exists()


def test_call_without_a_procedure_is_refused_in_words(browser: Client, enrolment: Enrolment) -> None:
    program = {"version": 1, "main": [{"id": "a", "op": "call", "procedure": ""}]}
    body = json.dumps({"program": program})
    answer = browser.post(address("robot_draft", enrolment), body, content_type="application/json")
    assert answer.status_code == 422
    assert "procedure" in problem_of(answer)
    assert "(" not in problem_of(answer)


def test_form_in_place_of_json_is_refused(enrolment: Enrolment) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(enrolment.user)
    lesson = reverse("lesson", args=[enrolment.pk, place_of(enrolment)["lesson_key"]])
    strict.get(lesson)
    form = {"csrfmiddlewaretoken": strict.cookies["csrftoken"].value, "step": str(uuid4())}
    for name in ("robot_draft", "robot_try", "robot_hand_in", "robot_text"):
        answer = strict.post(address(name, enrolment), form)
        assert answer.status_code == 400
        assert problem_of(answer)


def test_scenario_that_is_hidden_or_made_up_is_not_there(browser: Client, enrolment: Enrolment) -> None:
    for scenario in (scenario_id(enrolment, hidden=True), "made-up"):
        body = {"program": program(), "step": str(uuid4()), "scenario": scenario}
        assert send(browser, address("robot_try", enrolment), body).status_code == 404


def test_closed_enrolment_refuses_with_the_reason(browser: Client, enrolment: Enrolment) -> None:
    withdraw(by=enrolment.user, enrolment_id=enrolment.pk)
    for name in ("robot_draft", "robot_try", "robot_hand_in"):
        answer = send(browser, address(name, enrolment), {"program": program(), "step": str(uuid4())})
        assert answer.status_code == 409
        assert problem_of(answer)
    assert browser.get(address("robot_exercise", enrolment)).json()["exercise"]["closed"] is True


def test_too_many_programs_are_told_when_to_come_back(
    browser: Client, enrolment: Enrolment, settings: Any
) -> None:
    settings.ROBOT_ATTEMPTS_PER_MINUTE = 1
    url = address("robot_try", enrolment)
    send(browser, url, {"program": program(LAZY), "step": str(uuid4())})
    answer = send(browser, url, {"program": program(LAZY), "step": str(uuid4())})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert problem_of(answer)


def test_exercise_that_is_not_there_is_not_there(browser: Client, enrolment: Enrolment) -> None:
    place = place_of(enrolment)
    url = reverse("robot_hand_in", args=[enrolment.pk, place["lesson_key"], uuid4()])
    assert send(browser, url, {"program": program(), "step": str(uuid4())}).status_code == 404


def test_lesson_with_an_exercise_costs_a_fixed_number_of_queries(
    browser: Client, enrolment: Enrolment, django_assert_num_queries: Any
) -> None:
    lesson = reverse("lesson", args=[enrolment.pk, place_of(enrolment)["lesson_key"]])
    hand_in(enrolment, LAZY)
    browser.get(lesson)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as once:
        browser.get(lesson)
    for _ in range(12):
        hand_in(enrolment, LAZY)
    with django_assert_num_queries(len(once)):
        browser.get(lesson)
    assert len(once) <= 8


def test_lesson_with_three_exercises_costs_no_more(
    browser: Client, enrolment: Enrolment, django_assert_max_num_queries: Any
) -> None:
    place = place_of(enrolment)
    hand_in(enrolment, LAZY)
    first = RobotExercise.objects.get(version=enrolment.version)
    ids = [uuid4(), uuid4()]
    for id in ids:
        RobotExercise.objects.create(
            version=first.version, lesson=first.lesson, block_id=id, cells=first.cells, engine=first.engine
        )
    for lesson in enrolment.version.lessons.filter(key=first.lesson):
        own = list(lesson.content.raw_data)
        block = next(item for item in own if item["type"] == "robot_exercise")
        lesson.content = [*own, *({**block, "id": str(id)} for id in ids)]
        lesson.save()
    url = reverse("lesson", args=[enrolment.pk, place["lesson_key"]])
    browser.get(url)
    with django_assert_max_num_queries(8):
        page = browser.get(url).content.decode()
    assert page.count("<robot-exercise") == 3


def test_stranger_without_an_enrolment_sees_nothing(enrolment: Enrolment) -> None:
    client = Client()
    client.force_login(UserFactory())
    assert client.get(address("robot_exercise", enrolment)).status_code == 404
