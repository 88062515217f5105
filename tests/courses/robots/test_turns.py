"""Of each learner one program is checked at a time: nobody holds all workers, and what waits has its turn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from courses.actions.run_attempt import run_attempt
from courses.actions.try_program import try_program
from courses.models import Enrolment, RobotAttempt
from courses.queries import attempts_ahead
from courses.robotics.reading import from_text
from tests.courses.robots.test_addresses import address
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory
from tests.factories.robots import LAZY, place_of

pytestmark = pytest.mark.django_db


def waiting(enrolment: Enrolment) -> RobotAttempt:
    return try_program(**place_of(enrolment), program=from_text(LAZY), step=uuid4())


@pytest.fixture
def three() -> list[RobotAttempt]:
    """Programs of one learner for the exercises of three modules."""
    user = UserFactory()
    versions = [ModuleVersionFactory(lessons=1, questions=0, exercise=True) for _ in range(3)]
    return [waiting(EnrolmentFactory(version=version, user=user)) for version in versions]


def states() -> list[str]:
    return list(RobotAttempt.objects.order_by("made_at").values_list("state", flat=True))


def test_second_program_of_a_learner_waits_until_the_first_is_checked(
    three: list[RobotAttempt], django_capture_on_commit_callbacks: Any
) -> None:
    first, second, third = three
    RobotAttempt.objects.filter(pk=first.pk).update(state="running", started_at=timezone.now(), runs=1)
    assert run_attempt(attempt_id=second.pk) is None
    assert states() == ["running", "queued", "queued"]
    # It is said how many are before it.
    learner = Client()
    learner.force_login(third.enrolment.user)
    assert learner.get(address("robot_attempt", third.enrolment, third.pk)).json()["ahead"] == 2
    assert [attempts_ahead(attempt) for attempt in (second, third)] == [1, 2]
    # Somebody else's has its turn meanwhile.
    other = waiting(EnrolmentFactory(version=first.exercise.version))
    assert attempts_ahead(other) == 1
    assert run_attempt(attempt_id=other.pk) is not None

    RobotAttempt.objects.filter(pk=first.pk).update(state="queued", runs=0)
    with django_capture_on_commit_callbacks() as queued:
        run_attempt(attempt_id=first.pk)
    # The next one of the learner's is given to a worker.
    assert len(queued) == 1
    run_attempt(attempt_id=second.pk)
    assert states() == ["done", "done", "queued", "done"]


def test_program_whose_worker_was_lost_holds_nobody_up(three: list[RobotAttempt]) -> None:
    first, second, _third = three
    long_ago = timezone.now() - timedelta(hours=1)
    RobotAttempt.objects.filter(pk=first.pk).update(state="running", started_at=long_ago, runs=1)
    assert run_attempt(attempt_id=second.pk) is not None
