"""The list that a trainer marks on a phone."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from courses.models import Attendance, Completion, Enrolment, Session
from lms.organisations.models import Role
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all, finish_all
from tests.factories.organisations import FieldlabFactory, MembershipFactory
from tests.factories.sessions import planned_session, signed_up, trainer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment() -> Enrolment:
    return EnrolmentFactory(version=ModuleVersionFactory(lessons=1, sessions=1), user__name="Sanne de Boer")


@pytest.fixture
def session(enrolment: Enrolment) -> Session:
    session = planned_session(enrolment.version)
    signed_up(enrolment, session)
    return session


@pytest.fixture
def trainer(client: Client, session: Session) -> Any:
    """The trainer's browser, while the session is going on."""
    with time_machine.travel(session.starts_at + timedelta(minutes=5)):
        client.force_login(trainer_of(session.fieldlab))
        yield client


def html(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_trainer_marks_present_and_corrects(trainer: Client, enrolment: Enrolment, session: Session) -> None:
    address = reverse("attendance", args=[session.pk])
    mark = reverse("mark_attendance", args=[session.pk, enrolment.pk])
    assert "Nog niet genoteerd" in html(trainer, address)
    for _time in range(2):
        assert trainer.post(mark, {"present": "yes"}).headers["Location"] == f"{address}#p-{enrolment.pk}"
    assert "Van de 1 mensen staan er 1 op aanwezig." in html(trainer, address)
    trainer.post(mark, {"present": "no"})
    assert "Van de 1 mensen staan er 0 op aanwezig." in html(trainer, address)
    assert Attendance.objects.get().present is False


def test_trainer_writes_the_name_on_the_document(trainer: Client, enrolment: Enrolment, session: Session) -> None:
    answer_all(enrolment)
    finish_all(enrolment)
    address = reverse("attendance_identity", args=[session.pk, enrolment.pk])
    assert "Sanne de Boer" in html(trainer, address)
    assert "Een naam bestaat uit letters" in trainer.post(address, {"identity_name": "007"}).content.decode()
    asked = trainer.post(address, {"identity_name": "Susanna de Boer"}).content.decode()
    assert "De naam is anders dan die van het account" in asked
    assert Attendance.objects.count() == 0
    given = {"identity_name": "Susanna de Boer"}
    assert "Susanna de Boer" in trainer.post(address, given | {"is_the_name": "no"}).content.decode()
    assert trainer.post(address, given | {"is_the_name": "yes"}).status_code == 302
    assert Attendance.objects.get().identity_name == "Susanna de Boer"
    assert Completion.objects.get().enrolment == enrolment
    page = html(trainer, reverse("attendance", args=[session.pk]))
    assert "Identiteit gecontroleerd: Susanna de Boer" in " ".join(page.split())
    refused = trainer.post(reverse("mark_attendance", args=[session.pk, enrolment.pk]), {"present": "no"})
    assert refused.status_code == 409
    assert "Deze persoon heeft de module afgerond." in refused.content.decode()


def test_list_is_for_trainers_and_managers_of_the_fieldlab(
    client: Client, enrolment: Enrolment, session: Session
) -> None:
    addresses = {
        "attendance": [session.pk],
        "mark_attendance": [session.pk, enrolment.pk],
        "attendance_identity": [session.pk, enrolment.pk],
    }
    assessor = MembershipFactory(role=Role.ASSESSOR, fieldlab=session.fieldlab).user
    for stranger in (enrolment.user, assessor, trainer_of(FieldlabFactory())):
        client.force_login(stranger)
        for name, arguments in addresses.items():
            method = client.post if name == "mark_attendance" else client.get
            assert method(reverse(name, args=arguments)).status_code == 404
    client.force_login(MembershipFactory(role=Role.MANAGER, fieldlab=session.fieldlab).user)
    assert "vanaf een half uur" in html(client, reverse("attendance", args=[session.pk]))


def test_list_costs_the_same_for_many(
    trainer: Client, session: Session, enrolment: Enrolment, django_assert_max_num_queries: Any
) -> None:
    # Before the session, as people do.
    with time_machine.travel(session.starts_at - timedelta(days=1)):
        for number in range(7):
            signed_up(EnrolmentFactory(version=enrolment.version, user__name=f"Deelnemer {number}"), session)
    with django_assert_max_num_queries(8):
        page = html(trainer, reverse("attendance", args=[session.pk]))
    assert page.count('id="p-') == 8
