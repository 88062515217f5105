"""A learner in the middle of a module."""

from __future__ import annotations

import pytest
from django.test import Client

from courses.models import Enrolment
from tests.factories.courses import EnrolmentFactory


@pytest.fixture
def enrolment() -> Enrolment:
    return EnrolmentFactory()


@pytest.fixture
def learner(client: Client, enrolment: Enrolment) -> Client:
    client.force_login(enrolment.user)
    return client
