"""Sessions in the admin: listed, planned, changed and cancelled."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import ModuleVersion, Session
from lms.organisations.models import Role
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory
from tests.factories.organisations import FieldlabFactory, MembershipFactory
from tests.factories.sessions import planned_session, signed_up, trainer_of

pytestmark = pytest.mark.django_db
LIST = reverse("courses_sessions")
FIELDS = {
    "day": "2099-03-02",
    "start": "13:00",
    "end": "15:30",
    "place": "Hal 4",
    "language": "nl",
    "capacity": "6",
    "online_address": "",
    "contact": "",
    "notes": "Regel een\r\nregel twee",
}


@pytest.fixture
def version() -> ModuleVersion:
    return ModuleVersionFactory(lessons=1)


@pytest.fixture
def trainer(client: Client, version: ModuleVersion) -> Client:
    client.force_login(trainer_of(version.fieldlab))
    return client


def html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_trainer_plans_changes_and_cancels(trainer: Client, version: ModuleVersion, mailoutbox: Any) -> None:
    plan = reverse("courses_session_plan", args=[version.module_key])
    assert plan in html(trainer, LIST)
    assert 'name="step"' in html(trainer, plan)
    sent = FIELDS | {"step": str(uuid4())}
    for _time in range(2):
        assert trainer.post(plan, sent).headers["Location"] == LIST
    session = Session.objects.get()
    assert session.starts_at.isoformat() == "2099-03-02T12:00:00+00:00"
    assert (session.place, session.notes) == ("Hal 4", "Regel een\nregel twee")
    assert "0 van 6" in html(trainer, LIST)
    edit = reverse("courses_session", args=[session.pk])
    page = html(trainer, edit)
    assert 'value="13:00"' in page
    assert trainer.post(edit, FIELDS | {"place": "Hal 5"}).headers["Location"] == LIST
    cancel = reverse("courses_session_cancel", args=[session.pk])
    assert trainer.post(cancel, {"reason": ""}).status_code == 200
    session.refresh_from_db()
    assert session.cancelled_at is None
    assert trainer.post(cancel, {"reason": "Ziek"}).headers["Location"] == LIST
    session.refresh_from_db()
    assert (session.place, session.cancel_reason) == ("Hal 5", "Ziek")
    assert "Gaat niet door" in html(trainer, LIST)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"day": "2020-01-01"}, "begint later dan nu"),
        ({"end": "12:00"}, "eindigt na het begin"),
        ({"place": ""}, "Zeg waar het is"),
        ({"online_address": "ftp://x.example/"}, "Voer een geldige URL in"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_form_says_what_is_wrong_and_keeps_what_was_typed(
    trainer: Client, version: ModuleVersion, change: dict[str, str], words: str
) -> None:
    plan = reverse("courses_session_plan", args=[version.module_key])
    page = trainer.post(plan, FIELDS | {"step": str(uuid4())} | change).content.decode()
    assert words in page
    assert "Regel een" in page
    assert Session.objects.count() == 0


def test_fewer_places_than_are_taken_is_said(trainer: Client, version: ModuleVersion) -> None:
    session = planned_session(version)
    for _number in range(2):
        signed_up(EnrolmentFactory(version=version), session)
    edit = reverse("courses_session", args=[session.pk])
    page = trainer.post(edit, FIELDS | {"capacity": "1"}).content.decode()
    assert "Er hebben zich al 2 mensen aangemeld." in page


def test_sessions_are_those_of_the_own_fieldlab(client: Client, version: ModuleVersion) -> None:
    session = planned_session(version, place="Geheime hal")
    addresses = [
        reverse("courses_session", args=[session.pk]),
        reverse("courses_session_plan", args=[version.module_key]),
    ]
    client.force_login(trainer_of(FieldlabFactory()))
    assert "Geheime hal" not in html(client, LIST)
    for address in addresses:
        assert client.get(address).status_code == 404
    cancel = reverse("courses_session_cancel", args=[session.pk])
    assert client.post(cancel, {"reason": "x"}).status_code == 404
    client.force_login(MembershipFactory(role=Role.ASSESSOR, fieldlab=version.fieldlab).user)
    assert client.get(LIST).status_code == 404
    client.force_login(MembershipFactory(role=Role.MANAGER, fieldlab=version.fieldlab).user)
    assert "Geheime hal" in html(client, LIST)
