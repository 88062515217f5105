"""E-mail to who may decide: outside of transactions, and at least once."""

from datetime import timedelta
from smtplib import SMTPException

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.utils import timezone

from courses.actions.submit_module import submit_module
from courses.models import Submission
from courses.publishing.notices import notify_reviewers
from courses.tasks import sweep
from tests.courses.authoring.conftest import site_pages
from tests.factories.authoring import module_of, trainer_of
from tests.factories.organisations import FieldlabFactory

__all__ = ["site_pages"]


class WatchedServer(BaseEmailBackend):
    """A mail server that notes whether a transaction was open, and what the sweep finds meanwhile."""

    in_transaction: list[bool] = []
    told_meanwhile: list[int] = []

    def send_messages(self, email_messages) -> int:
        self.in_transaction.append(connection.in_atomic_block)
        self.told_meanwhile.append(notify_reviewers(Submission.objects.get().pk))
        return len(email_messages)


class BrokenServer(BaseEmailBackend):
    def send_messages(self, email_messages) -> int:
        raise SMTPException("421 not now")


@pytest.fixture
def submission(site_pages) -> Submission:
    fieldlab = FieldlabFactory()
    author, _colleague = trainer_of(fieldlab), trainer_of(fieldlab)
    return submit_module(page=module_of(fieldlab, author), by=author)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_mail_is_sent_outside_of_a_transaction_by_one_at_a_time(submission, settings) -> None:
    Submission.objects.update(telling_since=None, reviewers_told_at=None)
    WatchedServer.in_transaction.clear()
    WatchedServer.told_meanwhile.clear()
    settings.EMAIL_BACKEND = f"{__name__}.WatchedServer"
    assert notify_reviewers(submission.pk) == 1
    assert (WatchedServer.in_transaction, WatchedServer.told_meanwhile) == ([False], [0])


@pytest.mark.django_db
def test_mail_that_the_server_refused_is_sent_by_the_next_sweep(submission, settings, mailoutbox) -> None:
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.BrokenServer"
    with pytest.raises(SMTPException):
        notify_reviewers(submission.pk)
    settings.EMAIL_BACKEND = backend
    sweep()
    assert len(mailoutbox) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "mails"), [(9, 0), (11, 1)])
def test_mail_of_who_was_killed_while_sending_is_sent_again(submission, mailoutbox, minutes, mails) -> None:
    Submission.objects.update(telling_since=timezone.now() - timedelta(minutes=minutes))
    sweep()
    assert len(mailoutbox) == mails
