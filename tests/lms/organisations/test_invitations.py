import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from lms.organisations.actions.accept_invitation import accept_invitation
from lms.organisations.actions.create_employer import create_employer
from lms.organisations.actions.invite import invite
from lms.organisations.actions.withdraw_invitation import withdraw_invitation
from lms.organisations.invitations import (
    InvitationExpired,
    InvitationForSomebodyElse,
    InvitationUnknown,
    InvitationUsed,
    token_of,
)
from lms.organisations.models import Invitation, Membership, Role
from lms.organisations.tasks import send_invitation, sweep
from tests.factories.accounts import UserFactory
from tests.factories.organisations import EmployerFactory, FieldlabFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def invitation_for(email: str) -> Invitation:
    hr = MembershipFactory(role=Role.HR, employer=EmployerFactory(name="Metaal bv"))
    return invite(by=hr.user, email=email, role=Role.EMPLOYEE, employer=hr.employer)


def test_invite_keeps_a_digest_only_and_mails_the_link():
    invitation = invitation_for("Nieuw@Voorbeeld.nl")
    assert send_invitation(invitation.pk, "https://leren.example")
    (message,) = mail.outbox
    assert message.to == ["nieuw@voorbeeld.nl"]
    (token,) = re.findall(r"https://leren\.example/invitation/([\w-]+)/", str(message.body))
    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values())
    assert accept_invitation(by=UserFactory(email="nieuw@voorbeeld.nl"), token=token).role == Role.EMPLOYEE


def test_invite_speaks_the_language_of_who_has_an_account():
    UserFactory(email="neu@beispiel.de", language="de")
    invitation = invitation_for("neu@beispiel.de")
    send_invitation(invitation.pk, "https://leren.example")
    assert mail.outbox[0].subject


def test_invitation_whose_task_was_lost_is_sent_once_by_the_sweep():
    invitation = invitation_for("nieuw@voorbeeld.nl")
    assert sweep() == 0
    Invitation.objects.filter(pk=invitation.pk).update(created_at=timezone.now() - timedelta(hours=1))
    assert (sweep(), sweep(), len(mail.outbox)) == (1, 0, 1)


@pytest.mark.parametrize(
    ("inviter", "invited"),
    [
        (Role.MANAGER, Role.MANAGER),
        (Role.MANAGER, Role.OPERATOR),
        (Role.TRAINER, Role.TRAINER),
        (Role.ASSESSOR, Role.ASSESSOR),
    ],
)
def test_invite_by_who_may_not_is_refused(inviter, invited):
    fieldlab = FieldlabFactory()
    by = MembershipFactory(role=inviter, fieldlab=fieldlab).user
    with pytest.raises(PermissionDenied):
        invite(by=by, email="a@voorbeeld.nl", role=invited, fieldlab=fieldlab)


def test_invite_for_another_fieldlab_is_refused():
    manager = MembershipFactory(role=Role.MANAGER, fieldlab=FieldlabFactory()).user
    with pytest.raises(PermissionDenied):
        invite(by=manager, email="a@voorbeeld.nl", role=Role.TRAINER, fieldlab=FieldlabFactory())


def test_invite_for_another_employer_is_refused():
    hr = MembershipFactory(role=Role.HR, employer=EmployerFactory()).user
    with pytest.raises(PermissionDenied):
        invite(by=hr, email="a@voorbeeld.nl", role=Role.EMPLOYEE, employer=EmployerFactory())


def test_invite_with_a_role_that_does_not_fit_is_refused():
    operator = MembershipFactory(role=Role.OPERATOR).user
    with pytest.raises(ValidationError):
        invite(by=operator, email="a@voorbeeld.nl", role=Role.MANAGER, employer=EmployerFactory())


def test_create_employer_invites_its_first_hr_officer():
    operator = MembershipFactory(role=Role.OPERATOR).user
    employer = create_employer(by=operator, name="Metaal", kvk_number="12345678", hr_email="hr@metaal.example")
    assert list(employer.invitations.values_list("email", "role")) == [("hr@metaal.example", Role.HR)]


def test_accept_invitation_with_a_second_proven_address():
    invitation = invitation_for("piet@metaal.example")
    user = UserFactory(email="piet@thuis.example")
    with pytest.raises(InvitationForSomebodyElse):
        accept_invitation(by=user, token=token_of(invitation))
    EmailAddress.objects.create(user=user, email="piet@metaal.example", verified=False)
    with pytest.raises(InvitationForSomebodyElse):
        accept_invitation(by=user, token=token_of(invitation))
    EmailAddress.objects.filter(user=user).update(verified=True)
    assert accept_invitation(by=user, token=token_of(invitation)).employer == invitation.employer


def test_accept_invitation_works_once():
    invitation = invitation_for("piet@metaal.example")
    user = UserFactory(email="piet@metaal.example")
    accept_invitation(by=user, token=token_of(invitation))
    with pytest.raises(InvitationUsed):
        accept_invitation(by=user, token=token_of(invitation))
    assert Membership.objects.filter(user=user).count() == 1


def test_accept_invitation_that_expired_is_refused():
    invitation = invitation_for("piet@metaal.example")
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())
    with pytest.raises(InvitationExpired):
        accept_invitation(by=UserFactory(email="piet@metaal.example"), token=token_of(invitation))


def test_accept_invitation_that_was_withdrawn_or_replaced_is_refused():
    user = UserFactory(email="piet@metaal.example")
    first = invitation_for("piet@metaal.example")
    hr = Membership.objects.get(employer=first.employer, role=Role.HR).user
    second = invite(by=hr, email="piet@metaal.example", role=Role.EMPLOYEE, employer=first.employer)
    withdraw_invitation(by=hr, invitation=second)
    for invitation in (first, second):
        with pytest.raises(InvitationExpired):
            accept_invitation(by=user, token=token_of(invitation))


def test_invite_again_later_replaces_the_first_also_after_it_expired():
    first = invitation_for("piet@metaal.example")
    hr = Membership.objects.get(employer=first.employer, role=Role.HR).user
    Invitation.objects.update(created_at=timezone.now() - timedelta(hours=1))
    second = invite(by=hr, email="piet@metaal.example", role=Role.EMPLOYEE, employer=first.employer)
    Invitation.objects.update(expires_at=timezone.now())
    third = invite(by=hr, email="piet@metaal.example", role=Role.EMPLOYEE, employer=first.employer)
    assert len({first.pk, second.pk, third.pk}) == 3
    assert [invitation.pk for invitation in Invitation.objects.open()] == [third.pk]
    with pytest.raises(InvitationExpired):
        accept_invitation(by=UserFactory(email="piet@metaal.example"), token=token_of(first))


def test_accept_invitation_with_an_unknown_token_is_refused():
    with pytest.raises(InvitationUnknown):
        accept_invitation(by=UserFactory(), token="onbekend")


def test_withdraw_invitation_of_another_employer_is_refused():
    invitation = invitation_for("piet@metaal.example")
    with pytest.raises(PermissionDenied):
        withdraw_invitation(
            by=MembershipFactory(role=Role.HR, employer=EmployerFactory()).user, invitation=invitation
        )


def test_invitation_page_shows_each_reason_clearly(client: Client):
    invitation = invitation_for("piet@metaal.example")
    address = f"/invitation/{token_of(invitation)}/"
    page = client.get(address)
    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "same-origin")
    assert f"/account/login/?next={address}" in page.content.decode()
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 403
    client.force_login(
        UserFactory(email="piet@metaal.example"), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.post(address).headers["Location"] == "/my/"
    assert client.post(address).status_code == 410
    assert client.get(address).status_code == 410
    assert client.get("/invitation/onbekend/").status_code == 404
