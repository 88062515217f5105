from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from lms.accounts.mail import send_to_each
from lms.accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
TEMPLATE = "credentials/email/consent_stopped"


class RefusingBackend(EmailBackend):
    """A mail server that knows no address with "unknown" in it."""

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            if any("unknown" in address for address in message.to):
                raise SMTPException("550 no such user")
        return super().send_messages(messages)


@pytest.fixture
def refusing(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"


def unknown() -> User:
    return UserFactory(email="unknown@example.com")


@pytest.mark.usefixtures("refusing")
def test_a_refused_address_does_not_keep_the_others_from_being_told() -> None:
    people = [unknown(), UserFactory(language="en"), UserFactory(language="nl")]
    assert send_to_each(people, TEMPLATE, {}) == 2
    assert [message.to for message in mail.outbox] == [[people[1].email], [people[2].email]]
    assert mail.outbox[0].subject != mail.outbox[1].subject


@pytest.mark.usefixtures("refusing")
def test_a_mail_server_that_refuses_all_is_told_to_the_caller() -> None:
    with pytest.raises(SMTPException):
        send_to_each([unknown()], TEMPLATE, {})


def test_nobody_to_write_to_is_fine() -> None:
    assert send_to_each([], TEMPLATE, {}) == 0
