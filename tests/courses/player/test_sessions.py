"""Sessions as learners see them: at the module, while following it, and in their own list."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from courses.actions.cancel_session import cancel_session
from courses.models import Enrolment, Session, SessionRegistration
from tests.courses.player.pages import page_of
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory
from tests.factories.sessions import attended_session, planned_session, signed_up, trainer_of

pytestmark = pytest.mark.django_db
ONLINE = "https://meet.example/room"


@pytest.fixture
def enrolment() -> Enrolment:
    return EnrolmentFactory(version=ModuleVersionFactory(lessons=1, sessions=1))


@pytest.fixture
def session(enrolment: Enrolment) -> Session:
    return planned_session(enrolment.version, online_address=ONLINE, notes="Neem schoenen mee.")


@pytest.fixture
def learner(client: Client, enrolment: Enrolment) -> Client:
    client.force_login(enrolment.user)
    return client


def address(name: str, enrolment: Enrolment, session: Session) -> str:
    return reverse(name, args=[enrolment.pk, session.pk])


def test_learner_signs_up_and_off_where_the_module_is(
    learner: Client, enrolment: Enrolment, session: Session
) -> None:
    overview = reverse("learn", args=[enrolment.pk])
    page = page_of(learner, overview)
    assert "Nog 8 plaatsen vrij" in page
    assert "Bijeenkomst: 1 keer aanwezig." in page
    assert ONLINE not in page
    for _time in range(2):
        response = learner.post(address("sign_up", enrolment, session))
        assert response.headers["Location"] == f"{overview}#sessions"
    page = page_of(learner, overview)
    assert "Je hebt een plaats" in page
    assert ONLINE in page
    assert "Neem schoenen mee." in page_of(learner, reverse("my_learning"))
    learner.post(address("sign_off", enrolment, session))
    assert SessionRegistration.objects.taken().count() == 0
    assert "Hal 3, Eindhoven" not in page_of(learner, reverse("my_learning"))


def test_full_session_offers_no_button_and_says_so(learner: Client, enrolment: Enrolment) -> None:
    session = planned_session(enrolment.version, capacity=1)
    signed_up(EnrolmentFactory(version=enrolment.version), session)
    page = page_of(learner, reverse("learn", args=[enrolment.pk]))
    assert "Vol" in page
    assert address("sign_up", enrolment, session) not in page
    response = learner.post(address("sign_up", enrolment, session))
    assert response.status_code == 409
    assert "Deze bijeenkomst is vol." in response.content.decode()


def test_cancelled_session_shows_to_who_had_a_place(
    learner: Client, enrolment: Enrolment, session: Session
) -> None:
    signed_up(enrolment, session)
    other = planned_session(enrolment.version, place="Elders")
    for one in (session, other):
        cancel_session(by=trainer_of(session.fieldlab), session_id=one.pk, reason="De trainer is ziek.")
    for place in (reverse("my_learning"), reverse("learn", args=[enrolment.pk])):
        page = page_of(learner, place)
        assert "De trainer is ziek." in page
        assert ONLINE not in page
        assert "Elders" not in page


def test_nobody_signs_somebody_else_up(client: Client, enrolment: Enrolment, session: Session) -> None:
    client.force_login(EnrolmentFactory(version=enrolment.version).user)
    for name in ("sign_up", "sign_off"):
        assert client.post(address(name, enrolment, session)).status_code == 404
        assert client.get(address(name, enrolment, session)).status_code == 405
    assert SessionRegistration.objects.count() == 0


def test_why_not_complete_names_the_session_and_where_to_choose_one(learner: Client, enrolment: Enrolment) -> None:
    why = reverse("why_not_complete", args=[enrolment.pk])
    page = page_of(learner, why)
    assert "Je bent er 0 van de 1 keer geweest." in page
    assert f"{reverse('learn', args=[enrolment.pk])}#sessions" in page
    attended_session(enrolment)
    assert "De trainer heeft genoteerd dat je er was." in page_of(learner, why)


def test_session_that_was_does_not_show(learner: Client, enrolment: Enrolment, session: Session) -> None:
    signed_up(enrolment, session)
    with time_machine.travel(session.ends_at + timedelta(minutes=1)):
        learner.force_login(enrolment.user)
        assert "Hal 3, Eindhoven" not in page_of(learner, reverse("learn", args=[enrolment.pk]))
        assert "Hal 3, Eindhoven" not in page_of(learner, reverse("my_learning"))


def test_sessions_cost_the_same_for_many(
    learner: Client, enrolment: Enrolment, django_assert_max_num_queries: Any
) -> None:
    for _number in range(12):
        signed_up(enrolment, planned_session(enrolment.version))
    for place in (reverse("my_learning"), reverse("learn", args=[enrolment.pk])):
        with django_assert_max_num_queries(8):
            page = page_of(learner, place)
        assert page.count("Hal 3, Eindhoven") == 12
