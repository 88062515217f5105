"""What an employee shares."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from credentials.actions.give_consent import give_consent
from credentials.models import Consent, Credential
from lms.organisations.models import Employer

SOON = timedelta(days=30)


def share(credential: Credential, employer: Employer) -> Consent:
    return give_consent(
        by=credential.user,
        credential=credential,
        employer=employer,
        purpose=Consent.Purpose.SAFETY,
        expires_at=timezone.now() + SOON,
    )
