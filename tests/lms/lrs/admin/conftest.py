"""A fieldlab with a module and a trainer, who browses statements, and the operator."""

import pytest
from django.test import Client

from courses.models import ModuleVersion
from lms.accounts.models import User
from lms.organisations.models import Fieldlab, Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.organisations import MembershipFactory


@pytest.fixture
def version() -> ModuleVersion:
    return ModuleVersionFactory(lessons=1)


@pytest.fixture
def fieldlab(version: ModuleVersion) -> Fieldlab:
    return version.fieldlab


@pytest.fixture
def trainer(fieldlab: Fieldlab) -> User:
    user = UserFactory(language="en")
    MembershipFactory(user=user, role=Role.TRAINER, fieldlab=fieldlab)
    return user


@pytest.fixture
def browser(client: Client, trainer: User) -> Client:
    client.force_login(trainer)
    return client


@pytest.fixture
def operator() -> User:
    return MembershipFactory(user=UserFactory(language="en"), role=Role.OPERATOR).user
