"""The participants page of a module."""

import csv
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions.withdraw import withdraw
from courses.models import ModuleVersion
from lms.organisations.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all, finish_all
from tests.factories.organisations import FieldlabFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> ModuleVersion:
    return ModuleVersionFactory(lessons=1, practical=True)


@pytest.fixture
def trainer(client: Client, version: ModuleVersion) -> Client:
    client.force_login(MembershipFactory(role=Role.TRAINER, fieldlab=version.fieldlab).user)
    return client


def address(version: ModuleVersion) -> str:
    return reverse("participants", args=[version.module_key])


def test_participants_show_state_progress_and_answers(trainer: Client, version: ModuleVersion) -> None:
    busy = EnrolmentFactory(version=version, user__name="Bram")
    waiting = EnrolmentFactory(version=version, user__name="Wim")
    stopped = EnrolmentFactory(version=version, user__name="Stef")
    answer_all(waiting)
    finish_all(waiting)
    withdraw(by=stopped.user, enrolment_id=stopped.pk)
    response = trainer.get(address(version))
    rows = {row.enrolment: (row.state, row.right, row.questions) for row in response.context["rows"]}
    assert rows == {busy: ("busy", 0, 1), waiting: ("waiting", 1, 1), stopped: ("stopped", 0, 1)}
    for state, name in (("busy", "Bram"), ("waiting", "Wim"), ("stopped", "Stef")):
        rows = trainer.get(address(version), {"state": state}).context["rows"]
        assert [row.enrolment.user.name for row in rows] == [name]
    rows = trainer.get(address(version), {"name": "wi"}).context["rows"]
    assert [row.enrolment for row in rows] == [waiting]


@pytest.mark.parametrize("name", ["=1+1", "+31", "-2", "@SUM(A1)", "\t=1", " =1"])
def test_participants_csv_holds_no_formula(trainer: Client, version: ModuleVersion, name: str) -> None:
    EnrolmentFactory(version=version, user__name=name)
    response = trainer.get(address(version), {"format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    _head, row = csv.reader(StringIO(response.content.decode("utf-8-sig")))
    assert row[0] == f"'{name}"
    assert row[4:8] == ["0", "0", "0", "1"]


def test_participants_are_for_trainers_and_managers_of_the_fieldlab(
    client: Client, version: ModuleVersion
) -> None:
    enrolment = EnrolmentFactory(version=version)
    expected = {
        MembershipFactory(role=Role.MANAGER, fieldlab=version.fieldlab).user: 200,
        MembershipFactory(role=Role.TRAINER, fieldlab=FieldlabFactory()).user: 404,
        MembershipFactory(role=Role.ASSESSOR, fieldlab=version.fieldlab).user: 404,
    }
    for person, status in expected.items():
        client.force_login(person)
        assert client.get(address(version)).status_code == status
        assert client.get(address(version), {"format": "csv"}).status_code == status
    for person in (enrolment.user, UserFactory()):
        client.force_login(person)
        assert client.get(address(version)).status_code in {302, 403, 404}


def test_participants_of_an_unknown_module_are_not_there(trainer: Client) -> None:
    assert trainer.get(reverse("participants", args=[uuid4()])).status_code == 404


def test_participants_cost_the_same_for_many(
    trainer: Client, version: ModuleVersion, django_assert_max_num_queries: Any
) -> None:
    EnrolmentFactory(version=version)
    trainer.get(address(version))
    with django_assert_max_num_queries(8):
        trainer.get(address(version))
    for _number in range(30):
        answer_all(EnrolmentFactory(version=version))
    with django_assert_max_num_queries(8):
        trainer.get(address(version))
    with django_assert_max_num_queries(8):
        trainer.get(address(version), {"format": "csv"})
