import pytest

from courses.models import Enrolment
from lms.accounts.models import User
from lms.organisations.models import Role
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all, finish_all
from tests.factories.organisations import MembershipFactory


@pytest.fixture
def enrolment() -> Enrolment:
    """A worker who has only the practical left to do."""
    enrolment = EnrolmentFactory(version=ModuleVersionFactory(lessons=1, practical=True))
    answer_all(enrolment)
    finish_all(enrolment)
    return enrolment


@pytest.fixture
def assessor(enrolment: Enrolment) -> User:
    return MembershipFactory(role=Role.ASSESSOR, fieldlab=enrolment.version.fieldlab).user
