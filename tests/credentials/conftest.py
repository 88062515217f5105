"""What the tests of credentials have in common: people who may see things, and people who may not."""

from __future__ import annotations

import pytest

from credentials.models import Credential
from lms.accounts.models import User
from lms.organisations.models import Employer, Role
from tests.factories.accounts import UserFactory
from tests.factories.credentials import CredentialFactory
from tests.factories.organisations import EmployerFactory, MembershipFactory


@pytest.fixture
def credential(db: None) -> Credential:
    return CredentialFactory(user=UserFactory(name="Sanne de Vries"))


@pytest.fixture
def employer(credential: Credential) -> Employer:
    """Where the holder of the credential works."""
    employer = EmployerFactory()
    MembershipFactory(user=credential.user, role=Role.EMPLOYEE, employer=employer)
    return employer


@pytest.fixture
def officer(employer: Employer) -> User:
    """An HR officer of that employer."""
    return MembershipFactory(role=Role.HR, employer=employer).user


@pytest.fixture
def manager(credential: Credential) -> User:
    """The manager of the fieldlab that issued the credential."""
    return MembershipFactory(role=Role.MANAGER, fieldlab=credential.fieldlab).user
