"""Several credentials for an employer: all, or none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from credentials.actions.share_with_employer import share_with_employer
from credentials.models import Consent, Credential
from lms.organisations.models import Employer
from tests.factories.credentials import CredentialFactory


def share(credential: Credential, employer: Employer, *credentials: Credential) -> list[Consent]:
    return share_with_employer(
        by=credential.user,
        credentials=credentials,
        employer=employer,
        purpose=Consent.Purpose.SAFETY,
        expires_at=timezone.now() + timedelta(days=30),
    )


def test_each_credential_has_a_consent_of_its_own(credential: Credential, employer: Employer) -> None:
    second = CredentialFactory(user=credential.user)
    consents = share(credential, employer, second, credential)
    assert {consent.credential_id for consent in consents} == {credential.pk, second.pk}
    assert Consent.objects.running().filter(employer=employer).count() == 2


def test_one_that_is_not_theirs_keeps_all_from_being_shared(credential: Credential, employer: Employer) -> None:
    with pytest.raises(PermissionDenied):
        share(credential, employer, credential, CredentialFactory())
    assert not Consent.objects.exists()


def test_nothing_chosen_is_refused(credential: Credential, employer: Employer) -> None:
    with pytest.raises(ValidationError):
        share(credential, employer)
