from __future__ import annotations

import pytest
from django.test import Client

from credentials.models import Consent, Credential
from lms.accounts.models import User
from lms.organisations.models import Employer
from tests.credentials.hr.sharing import share


@pytest.fixture
def hr(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


@pytest.fixture
def consent(credential: Credential, employer: Employer) -> Consent:
    return share(credential, employer)
