"""From the last step of a learner to the credential in the wallet, through the real rows, signals and tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core import mail

from courses.models import Completion
from credentials.checking.network import check_own
from credentials.models import Credential
from credentials.queries import newest_issue
from lms.celery import app
from tests.factories.courses import EnrolmentFactory, answer_all, finish_all

pytestmark = pytest.mark.django_db
Capture = Callable[..., AbstractContextManager[list[Any]]]


@pytest.fixture(autouse=True)
def tasks_run_at_once() -> Iterator[None]:
    app.loader.import_default_modules()
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def test_the_last_step_leads_to_one_valid_credential(django_capture_on_commit_callbacks: Capture) -> None:
    enrolment = EnrolmentFactory()
    with django_capture_on_commit_callbacks(execute=True):
        finish_all(enrolment)
        answer_all(enrolment)
    completion = Completion.objects.get(enrolment=enrolment)
    credential = Credential.objects.get(completion=completion)
    assert check_own(newest_issue(credential)).valid
    assert [message.to for message in mail.outbox] == [[enrolment.user.email]]
