"""E-mail about credentials holds no transaction open, and is not lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.utils import timezone

from credentials.actions.give_consent import give_consent
from credentials.actions.stop_consent import stop_consent
from credentials.models import Consent, Credential
from credentials.notices.announcements import announce_credential, announce_stopped_consent
from lms.accounts.models import User
from lms.organisations.models import Employer

REFUSING = f"{__name__}.RefusingServer"


class NotingServer(BaseEmailBackend):
    """Notes whether a transaction is open while it sends."""

    in_transaction: ClassVar[list[bool]] = []

    def send_messages(self, messages: list[Any]) -> int:
        self.in_transaction.append(connection.in_atomic_block)
        return len(messages)


class RefusingServer(BaseEmailBackend):
    def send_messages(self, messages: list[Any]) -> int:
        raise ConnectionRefusedError


@pytest.fixture
def stopped(credential: Credential, employer: Employer, officer: User) -> Consent:
    consent = give_consent(
        by=credential.user,
        credential=credential,
        employer=employer,
        purpose=Consent.Purpose.SAFETY,
        expires_at=timezone.now() + timedelta(days=30),
    )
    return stop_consent(by=credential.user, consent=consent)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_e_mail_is_sent_outside_of_a_transaction(credential: Credential, stopped: Consent, settings: Any) -> None:
    Credential.objects.update(announced_at=None)
    Consent.objects.update(stop_announced_at=None)
    settings.EMAIL_BACKEND = f"{__name__}.NotingServer"
    NotingServer.in_transaction.clear()
    assert announce_credential(credential.pk)
    assert announce_stopped_consent(stopped.pk)
    assert NotingServer.in_transaction == [False, False]
    assert not announce_credential(credential.pk)
    assert not announce_stopped_consent(stopped.pk)


@pytest.mark.django_db
def test_e_mail_that_was_refused_is_sent_later(credential: Credential, stopped: Consent, settings: Any) -> None:
    sends = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = REFUSING
    for announce, row in ((announce_credential, credential), (announce_stopped_consent, stopped)):
        with pytest.raises(ConnectionRefusedError):
            announce(row.pk)
    settings.EMAIL_BACKEND = sends
    mail.outbox.clear()
    assert announce_credential(credential.pk)
    assert announce_stopped_consent(stopped.pk)
    assert len(mail.outbox) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "sent"), [(1, False), (30, True)])
def test_who_is_busy_sending_is_waited_for_but_not_for_ever(
    credential: Credential, stopped: Consent, minutes: int, sent: bool
) -> None:
    since = timezone.now() - timedelta(minutes=minutes)
    Credential.objects.update(announcing_since=since)
    Consent.objects.update(stop_announcing_since=since)
    assert announce_credential(credential.pk) == sent
    assert announce_stopped_consent(stopped.pk) == sent
