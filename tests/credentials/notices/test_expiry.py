from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import ModuleVersion
from credentials.actions.renew import renew
from credentials.actions.set_wallet_preference import set_wallet_preference
from credentials.models import Credential, ExpiryAlert, RenewalRule
from credentials.notices.expiry import alert_expiry, alerts_due
from credentials.personal_data.erasure import erase
from credentials.personal_data.export import export
from credentials.tasks import sweep
from lms.accounts.models import User
from tests.credentials.notices.test_announcements import REFUSING
from tests.factories.accounts import UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CredentialFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ending(db: None) -> Credential:
    return CredentialFactory(
        user=UserFactory(name="Sanne de Vries"), version=ModuleVersionFactory(validity_months=24)
    )


def ends_in(credential: Credential, *, days: float) -> None:
    start = timezone.now() - timedelta(days=500)
    end = timezone.now() + timedelta(days=days)
    Credential.objects.filter(pk=credential.pk).update(
        valid_until=end, valid_from=start, announced_at=timezone.now()
    )


def swept() -> list[Any]:
    mail.outbox.clear()
    sweep()
    return list(mail.outbox)


@pytest.mark.parametrize(
    ("days", "band"), [(91, None), (89.9, 90), (31, 90), (29.9, 30), (8, 30), (6.9, 7), (0.1, 7), (-1, None)]
)
def test_the_nearest_warning_that_has_come_is_due(ending: Credential, days: float, band: int | None) -> None:
    ends_in(ending, days=days)
    assert list(alerts_due().values_list("band", flat=True)) == ([band] if band else [])


def test_each_warning_is_sent_once(ending: Credential) -> None:
    sent = []
    for days in (100, 89, 60, 29, 29, 8, 6, 1, -1):
        ends_in(ending, days=days)
        # Of the same end each time.
        ExpiryAlert.objects.update(valid_until=Credential.objects.get().valid_until)
        sent.append(len(swept()))
    assert sent == [0, 1, 0, 1, 0, 0, 1, 0, 0]
    assert sorted(ExpiryAlert.objects.values_list("days", flat=True)) == [7, 30, 90]


def test_the_e_mail_says_when_and_leads_to_the_refresher(ending: Credential) -> None:
    refresher = ModuleVersionFactory(title="Opfrissen", fieldlab=ending.fieldlab)
    RenewalRule.objects.create(
        fieldlab=ending.fieldlab,
        module_key=ending.achievement.version.module_key,
        refresher_key=refresher.module_key,
    )
    ends_in(ending, days=29.5)
    (message,) = swept()
    assert message.to == [ending.user.email]
    assert "Opfrissen" in message.body
    assert reverse("enrol", args=[refresher.module_key]) in message.body
    assert reverse("wallet_settings") in message.body
    assert ending.achievement.name in message.subject


def test_without_refresher_or_module_on_offer_the_fieldlab_is_to_be_asked(ending: Credential) -> None:
    ModuleVersion.objects.update(withdrawn_at=timezone.now())
    ends_in(ending, days=5)
    (message,) = swept()
    assert ending.fieldlab.email in message.body
    assert "/enrol/" not in message.body


def test_who_wants_no_e_mail_gets_none_and_sees_it_in_the_wallet(client: Client, ending: Credential) -> None:
    client.force_login(ending.user)
    assert client.post(reverse("wallet_settings"), {}).status_code == 302
    ends_in(ending, days=20)
    assert swept() == []
    assert ExpiryAlert.objects.get().mailed_at is None
    assert client.get(reverse("wallet")).context["ending"][0].credential == ending
    set_wallet_preference(by=ending.user, expiry_mail=True)
    # Of what was not sent then is not told late: the next one is.
    assert swept() == []


def test_a_mail_server_that_refuses_gets_it_later(ending: Credential, settings: Any) -> None:
    ends_in(ending, days=20)
    sends, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, REFUSING
    with pytest.raises(ConnectionRefusedError):
        alert_expiry(ending.pk)
    settings.EMAIL_BACKEND = sends
    assert len(swept()) == 1
    assert ExpiryAlert.objects.get().mailed_at is not None


def test_a_process_that_died_while_sending_sends_nothing_twice(ending: Credential) -> None:
    ends_in(ending, days=20)
    end = Credential.objects.get().valid_until
    # As it stands when the process is killed between writing it down and sending.
    ExpiryAlert.objects.create(credential=ending, valid_until=end, days=30)
    assert swept() == []


def test_a_renewed_credential_is_warned_of_anew(ending: Credential, manager_of: User) -> None:
    ends_in(ending, days=5)
    assert len(swept()) == 1
    renew(by=manager_of, credential=Credential.objects.get(), reason="Opnieuw getoetst")
    assert list(alerts_due()) == []
    later: datetime = Credential.objects.get().valid_until
    assert list(alerts_due(later - timedelta(days=80))) == [ending]


@pytest.fixture
def manager_of(ending: Credential) -> User:
    from lms.organisations.models import Role
    from tests.factories.organisations import MembershipFactory

    return MembershipFactory(role=Role.MANAGER, fieldlab=ending.fieldlab).user


def test_of_one_until_recertified_is_warned_and_of_its_suspension_told_once(
    client: Client, ending: Credential
) -> None:
    refresher = ModuleVersionFactory(title="Opfrissen", fieldlab=ending.fieldlab)
    RenewalRule.objects.create(
        fieldlab=ending.fieldlab,
        module_key=ending.achievement.version.module_key,
        refresher_key=refresher.module_key,
    )
    now = timezone.now()
    soon = now + timedelta(days=20)
    Credential.objects.update(
        valid_from=now - timedelta(days=500), valid_until=None, recertify_by=soon, announced_at=now
    )
    (message,) = swept()
    assert "Opfrissen" in message.body
    assert swept() == []
    client.force_login(ending.user)
    assert client.get(reverse("wallet")).context["ending"][0].credential == ending
    passed = now - timedelta(hours=1)
    Credential.objects.update(recertify_by=passed)
    ExpiryAlert.objects.update(valid_until=passed)
    (message,) = swept()
    assert Credential.objects.get().state == "suspended"
    assert reverse("enrol", args=[refresher.module_key]) in message.body
    assert swept() == []


def test_nobody_is_warned_of_what_was_never_valid_that_long(ending: Credential) -> None:
    now = timezone.now()
    Credential.objects.update(valid_from=now - timedelta(days=1), valid_until=now + timedelta(days=29))
    assert list(alerts_due()) == []


@pytest.mark.parametrize("state", ["suspended", "revoked"])
def test_suspended_revoked_and_erased_ones_are_left_alone(ending: Credential, state: str) -> None:
    ends_in(ending, days=20)
    Credential.objects.update(state=state)
    assert list(alerts_due()) == []
    Credential.objects.update(state="valid")
    assert list(alerts_due()) == [ending]
    User.objects.filter(pk=ending.user_id).update(erased_at=timezone.now())
    assert list(alerts_due()) == []


def test_data_and_erasure_hold_the_warnings(ending: Credential) -> None:
    ends_in(ending, days=20)
    swept()
    set_wallet_preference(by=ending.user, expiry_mail=False)
    exported = export(ending.user)
    assert exported["credentials"][0]["warned of its end"][0]["days before"] == 30
    assert exported["e-mail before a credential ends"] is False
    erase(ending.user)
    assert not ExpiryAlert.objects.exists()
