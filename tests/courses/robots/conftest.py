"""A module with the exercise “pick-and-place” of the library: as its trainer has it in hand, and a learner."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from courses.authoring.import_module import import_module
from courses.models import Enrolment, ModulePage
from lms.accounts.models import User
from lms.organisations.models import Fieldlab
from tests.courses.authoring.conftest import site_pages
from tests.factories.authoring import lesson_data, module_data, trainer_of
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory
from tests.factories.organisations import FieldlabFactory

__all__ = ["site_pages"]

EXERCISE = {"type": "robot_exercise", "id": "exercise", "cell": "pick-and-place"}


@pytest.fixture
def fieldlab(site_pages: Any) -> Fieldlab:
    return FieldlabFactory()  # type: ignore[no-any-return]


@pytest.fixture
def author(fieldlab: Fieldlab) -> User:
    return trainer_of(fieldlab)


@pytest.fixture
def module(fieldlab: Fieldlab, author: User) -> ModulePage:
    data = module_data(lessons=[lesson_data("l1", EXERCISE)])
    return import_module(fieldlab=fieldlab, data=data, drawings=Path(), by=author)


@pytest.fixture
def enrolment() -> Enrolment:
    version = ModuleVersionFactory(lessons=2, questions=0, exercise=True)
    return EnrolmentFactory(version=version)  # type: ignore[no-any-return]


@pytest.fixture
def browser(enrolment: Enrolment) -> Client:
    client = Client()
    client.force_login(enrolment.user)
    return client
