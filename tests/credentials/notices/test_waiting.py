"""Who may decide is told by e-mail that something waits: once, whatever happens."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from credentials.actions.create_definition import create_definition
from credentials.actions.submit_definition import submit_definition
from credentials.actions.take_back_definition import take_back_definition
from credentials.models import DefinitionSubmission, StackProposal
from credentials.notices.announcements import announce_definition, announce_proposal
from credentials.tasks import sweep
from lms.organisations.models import Role
from tests.credentials.notices.test_announcements import REFUSING
from tests.factories.accounts import UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CredentialFactory
from tests.factories.definitions import published, staff_of

pytestmark = pytest.mark.django_db


def handed_in() -> DefinitionSubmission:
    version = ModuleVersionFactory(title="Veilig lassen")
    writer, second = staff_of(version.fieldlab), staff_of(version.fieldlab)
    definition = create_definition(by=writer, fieldlab=version.fieldlab, module_keys=[version.module_key])
    return submit_definition(by=second, definition=definition)


def recipients() -> set[str]:
    return {address for message in mail.outbox for address in message.to}


def test_colleagues_and_the_outside_approver_are_told_once_of_what_was_handed_in() -> None:
    submission = handed_in()
    fieldlab = submission.definition.fieldlab
    manager, outside = staff_of(fieldlab, Role.MANAGER), UserFactory()
    staff_of(fieldlab, Role.ASSESSOR)
    staff_of(ModuleVersionFactory().fieldlab)
    fieldlab.outside_approver = outside
    fieldlab.save()
    sweep()
    sweep()
    assert not announce_definition(submission.pk)
    assert len(mail.outbox) == 2
    assert recipients() == {manager.email, outside.email}
    assert "Veilig lassen" in mail.outbox[0].subject
    assert reverse("credentials_admin:definition_review", args=[submission.pk]) in mail.outbox[0].body


def test_of_what_was_taken_back_nobody_is_told() -> None:
    submission = handed_in()
    take_back_definition(by=submission.submitted_by, definition=submission.definition)
    assert not announce_definition(submission.pk)


def test_a_mail_server_that_refuses_is_tried_again(settings) -> None:
    submission = handed_in()
    staff_of(submission.definition.fieldlab, Role.MANAGER)
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, REFUSING
    sweep()
    submission.refresh_from_db()
    assert (submission.announced_at, submission.announcing_since) == (None, None)
    settings.EMAIL_BACKEND = working
    assert announce_definition(submission.pk)


def test_managers_are_told_once_of_a_programme_to_decide_on() -> None:
    first = ModuleVersionFactory()
    second = ModuleVersionFactory(fieldlab=first.fieldlab)
    published(first, second, name="Lasser")
    holder = UserFactory(name="Sanne de Vries")
    for version in (first, second):
        CredentialFactory(user=holder, version=version)
    managers = {staff_of(first.fieldlab, Role.MANAGER).email for _manager in range(2)}
    sweep()
    sweep()
    proposal = StackProposal.objects.get()
    told = [message for message in mail.outbox if "Lasser" in message.subject]
    assert managers <= {address for message in told for address in message.to}
    assert holder.email not in {address for message in told for address in message.to}
    assert len(told) == len({address for message in told for address in message.to})
    assert reverse("credentials_admin:stack", args=[proposal.uuid]) in told[0].body
    assert not announce_proposal(proposal.pk)
