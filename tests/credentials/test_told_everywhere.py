"""What happens to a credential is told wherever somebody looks: wallet, public check, HR desk."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from credentials.actions.give_consent import give_consent
from credentials.actions.share_by_link import share_by_link
from credentials.models import Consent, Credential
from lms.accounts.models import User
from lms.organisations.actions.end_membership import end_membership
from lms.organisations.models import Employer, Membership, Role
from tests.factories.organisations import EmployerFactory, MembershipFactory

pytestmark = pytest.mark.django_db
REASON = "De beoordelaar was niet bevoegd."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def share(credential: Credential, employer: Employer) -> Consent:
    return give_consent(
        by=credential.user,
        credential=credential,
        employer=employer,
        purpose=Consent.Purpose.SAFETY,
        expires_at=timezone.now() + timedelta(days=30),
    )


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_suspending_reinstating_and_revoking_is_told_to_holder_employer_and_anybody(
    credential: Credential, employer: Employer, officer: User, manager: User
) -> None:
    consent = share(credential, employer)
    new = share_by_link(
        by=credential.user,
        credentials=[credential],
        label="Van Dam",
        expires_at=timezone.now() + timedelta(days=30),
        works_once=False,
        step=uuid4(),
    )
    staff, holder, hr = signed_in(manager), signed_in(credential.user), signed_in(officer)
    for state, word, verdict in (
        ("suspended", "opgeschort", "verdict--"),
        ("valid", "geldig", ""),
        ("revoked", "ingetrokken", "verdict--"),
    ):
        screen = reverse("credentials_admin:state", args=[credential.pk])
        assert staff.post(screen, {"state": state, "reason": REASON}).status_code == 302
        assert word in text_of(holder, reverse("wallet"))
        own = text_of(holder, reverse("credential", args=[credential.uuid]))
        assert word in own
        assert REASON in own
        assert word in text_of(hr, reverse("hr_desk"))
        for page in (
            text_of(hr, reverse("hr_credential", args=[consent.uuid])),
            text_of(Client(), reverse("check_share", args=[new.token])),
        ):
            assert ("verdict verdict--" in page) == bool(verdict)
            # Why is between the fieldlab and its holder.
            assert REASON not in page


def test_worker_who_changes_employer_takes_the_credential_along(
    credential: Credential, employer: Employer, officer: User
) -> None:
    before = share(credential, employer)
    end_membership(by=credential.user, membership=Membership.objects.get(user=credential.user, employer=employer))
    new_employer = EmployerFactory()
    MembershipFactory(user=credential.user, role=Role.EMPLOYEE, employer=new_employer)
    new_hr = signed_in(MembershipFactory(role=Role.HR, employer=new_employer).user)
    title = credential.achievement.name

    old_hr = signed_in(officer)
    assert credential.user.name not in text_of(old_hr, reverse("hr_desk"))
    gone = text_of(old_hr, reverse("hr_credential", args=[before.uuid]), status=410)
    assert credential.user.name in gone
    assert title not in gone

    desk = text_of(new_hr, reverse("hr_desk"))
    assert credential.user.name in desk
    assert title not in desk
    share(credential, new_employer)
    assert title in text_of(new_hr, reverse("hr_desk"))
    text_of(new_hr, reverse("hr_credential", args=[before.uuid]), status=404)
