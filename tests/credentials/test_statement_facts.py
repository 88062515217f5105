"""What the record store's screens learn of credentials: a link for who may change their state."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from courses.statement_facts import note_on
from credentials.models import Credential
from credentials.statement_facts import facts_of
from lms.accounts.models import User
from lms.core.registry import SeenStatement
from lms.lrs.vocabulary import EARNED, PASSED
from lms.organisations.models import Role
from tests.factories.credentials import CredentialFactory
from tests.factories.organisations import FieldlabFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def credential() -> Credential:
    return CredentialFactory()


@pytest.fixture
def manager(credential: Credential) -> User:
    return MembershipFactory(role=Role.MANAGER, fieldlab=credential.fieldlab).user


def seen(id: UUID, verb: str, registration: UUID | None = None, *, own: bool = True) -> SeenStatement:
    return SeenStatement(id=id, actor="", verb=verb, activity="", registration=registration, own=own)


def test_credential_is_found_by_enrolment_and_by_its_own_statement(credential: Credential, manager: User) -> None:
    passed, stacked = uuid4(), credential.uuid
    facts = facts_of(
        manager,
        [seen(passed, PASSED.iri, credential.completion.enrolment_id), seen(stacked, EARNED.iri)],
    )
    address = reverse("credentials_admin:state", args=[credential.pk])
    assert {key: fact.links[0][1] for key, fact in facts.items()} == {passed: address, stacked: address}


def test_nobody_is_led_to_a_credential_that_is_not_theirs_or_by_a_program(
    credential: Credential, manager: User
) -> None:
    stranger = MembershipFactory(role=Role.MANAGER, fieldlab=FieldlabFactory()).user
    assert facts_of(stranger, [seen(credential.uuid, EARNED.iri)]) == {}
    assert facts_of(manager, [seen(credential.uuid, EARNED.iri, own=False)]) == {}


def test_credential_of_a_programme_is_not_said_to_lack_an_enrolment() -> None:
    assert note_on(seen(uuid4(), EARNED.iri), set()) == ""
    assert note_on(seen(uuid4(), EARNED.iri, own=False), set())
