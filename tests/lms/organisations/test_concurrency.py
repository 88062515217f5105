"""Several people at once, or one who presses a button twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connections

from lms.organisations.actions.invite import invite
from lms.organisations.models import Invitation, Role
from lms.organisations.tasks import send_invitation
from tests.factories.organisations import EmployerFactory, MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_invite_at_the_same_time_makes_one_invitation_and_one_e_mail():
    employer = EmployerFactory()
    officers = [MembershipFactory(role=Role.HR, employer=employer).user for _ in range(4)]

    def ask(officer):
        try:
            invitation = invite(by=officer, email="nieuw@voorbeeld.nl", role=Role.EMPLOYEE, employer=employer)
            send_invitation(invitation.pk, "https://leren.example")
            return invitation.pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(officers)) as pool:
        made = list(pool.map(ask, officers))
    assert set(made) == set(Invitation.objects.values_list("pk", flat=True))
    assert len(set(made)) == 1
    assert len(mail.outbox) == 1
