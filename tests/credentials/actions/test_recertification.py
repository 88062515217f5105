"""Until recertified: the steps by themselves, done again by whoever comes second."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from courses.models import ModuleVersion
from credentials.actions.recertify import recertify
from credentials.actions.suspend_overdue import suspend_overdue
from credentials.models import Credential
from credentials.models.content import Expiry
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CompletionFactory, CredentialFactory
from tests.factories.definitions import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def modules() -> tuple[ModuleVersion, ModuleVersion]:
    """A module whose credential holds until recertified, and its refresher."""
    version = ModuleVersionFactory(title="Cobotveiligheid")
    refresher = ModuleVersionFactory(fieldlab=version.fieldlab, title="Opfrissen")
    expiry = Expiry("recertify", 12, str(refresher.module_key), 60)
    published(version, change=lambda content: replace(content, expiry=expiry))
    return version, refresher


def test_overdue_credential_is_suspended_once(modules: tuple[ModuleVersion, ModuleVersion]) -> None:
    credential = CredentialFactory(version=modules[0], completed_at=timezone.now() - timedelta(days=400))
    assert suspend_overdue(credential_id=credential.pk)
    assert not suspend_overdue(credential_id=credential.pk)
    credential.refresh_from_db()
    assert credential.state == Credential.State.SUSPENDED
    assert credential.state_changes.filter(state=Credential.State.SUSPENDED).count() == 1


def test_credential_that_is_not_due_stays_valid(modules: tuple[ModuleVersion, ModuleVersion]) -> None:
    credential = CredentialFactory(version=modules[0])
    assert not suspend_overdue(credential_id=credential.pk)
    credential.refresh_from_db()
    assert credential.state == Credential.State.VALID


def test_refresher_counts_once(modules: tuple[ModuleVersion, ModuleVersion]) -> None:
    version, refresher = modules
    credential = CredentialFactory(version=version, completed_at=timezone.now() - timedelta(days=400))
    suspend_overdue(credential_id=credential.pk)
    completion = CompletionFactory(user=credential.user, version=refresher)
    assert recertify(credential_id=credential.pk, completion_id=completion.pk)
    assert not recertify(credential_id=credential.pk, completion_id=completion.pk)
    credential.refresh_from_db()
    assert (credential.state, credential.overdue_since) == (Credential.State.VALID, None)
    assert credential.recertify_by > timezone.now() + timedelta(days=360)
