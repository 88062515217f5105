from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from credentials.actions.change_state import change_state
from credentials.checking.network import check_own
from credentials.formats.timestamps import from_timestamp
from credentials.models import Credential, StateChange, StatusList
from credentials.models.standing import Standing, standing_at
from credentials.queries import newest_issue, stale_status_lists
from credentials.tasks import sweep
from lms.accounts.models import User
from lms.organisations.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.credentials import CredentialFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db
State = Credential.State


def acceptable(credential: Credential) -> str:
    """Whether the credential is neither suspended nor revoked."""
    report = check_own(newest_issue(credential))
    results = [report.check(name).result for name in ("suspension", "revocation")]
    return "yes" if set(results) == {"yes"} else "no" if "no" in results else "unknown"


def test_revoking_shows_in_the_check_at_once(credential: Credential, manager: User) -> None:
    other = CredentialFactory(version=credential.achievement.version)
    change_state(by=manager, credential=credential, state=State.REVOKED, reason="Fraude bij de toets")
    assert (acceptable(credential), acceptable(other)) == ("no", "yes")
    assert check_own(newest_issue(credential)).check("revocation").result == "no"


def test_suspending_and_reinstating(credential: Credential, manager: User) -> None:
    credential = change_state(by=manager, credential=credential, state=State.SUSPENDED, reason="Onderzoek")
    assert acceptable(credential) == "no"
    credential = change_state(by=manager, credential=credential, state=State.VALID, reason="Klopte wel")
    assert acceptable(credential) == "yes"
    assert list(credential.state_changes.values_list("state", flat=True)) == ["valid", "suspended", "valid"]


def test_a_second_time_changes_nothing(credential: Credential, manager: User) -> None:
    for _ in range(2):
        change_state(by=manager, credential=credential, state=State.SUSPENDED, reason="Onderzoek")
    assert StateChange.objects.filter(credential=credential).count() == 2


def test_a_revoked_credential_stays_revoked(credential: Credential, manager: User) -> None:
    change_state(by=manager, credential=credential, state=State.REVOKED, reason="Fraude")
    with pytest.raises(ValidationError):
        change_state(by=manager, credential=credential, state=State.VALID, reason="Toch niet")


def test_a_reason_is_asked(credential: Credential, manager: User) -> None:
    with pytest.raises(ValidationError):
        change_state(by=manager, credential=credential, state=State.REVOKED, reason="  ")


@pytest.mark.parametrize("who", ["holder", "stranger", "trainer", "other manager"])
def test_nobody_but_manager_and_operator_may(credential: Credential, who: str) -> None:
    by = {
        "holder": lambda: credential.user,
        "stranger": UserFactory,
        "trainer": lambda: MembershipFactory(role=Role.TRAINER, fieldlab=credential.fieldlab).user,
        "other manager": lambda: MembershipFactory(role=Role.MANAGER, fieldlab=CredentialFactory().fieldlab).user,
    }[who]()
    with pytest.raises(PermissionDenied):
        change_state(by=by, credential=credential, state=State.REVOKED, reason="Zomaar")
    credential.refresh_from_db()
    assert credential.state == State.VALID


def test_the_operator_may(credential: Credential) -> None:
    operator = MembershipFactory(role=Role.OPERATOR).user
    assert change_state(by=operator, credential=credential, state=State.REVOKED, reason="x").state == "revoked"


def test_a_list_that_is_behind_is_signed_by_the_sweep(credential: Credential) -> None:
    Credential.objects.filter(pk=credential.pk).update(state=State.REVOKED)
    StateChange.objects.create(credential=credential, state=State.REVOKED, reason="Fraude")
    assert stale_status_lists().exists()
    sweep()
    assert not stale_status_lists().exists()
    assert acceptable(credential) == "no"


def test_issuing_alone_makes_no_list_stale(credential: Credential) -> None:
    StatusList.objects.update(signed_at=credential.valid_from - timedelta(hours=1))
    assert not stale_status_lists().exists()


def test_a_list_is_signed_again_every_day_though_nothing_changed(credential: Credential) -> None:
    yesterday = timezone.now() - timedelta(hours=25)
    StatusList.objects.update(signed_at=yesterday)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        sweep()
        assert timezone.now() - StatusList.objects.get().signed_at < timedelta(minutes=5)


def test_a_list_says_until_when_it_holds_and_how_long_a_copy_may_be_kept(credential: Credential) -> None:
    document = json.loads(bytes(credential.status_list.signed))
    signed, until = (from_timestamp(document[name]) for name in ("validFrom", "validUntil"))
    assert until - signed == timedelta(days=7)
    assert document["credentialSubject"]["ttl"] == 300_000
    credential.status_list.refresh_from_db()
    with time_machine.travel(until + timedelta(seconds=1)):
        report = check_own(newest_issue(credential)).check("suspension")
    assert (report.result, report.reason.code) == ("unknown", "status_list_outdated")


def test_standing_follows_state_and_dates() -> None:
    start = timezone.now()
    end = start + timedelta(days=10)
    cases = [
        (start - timedelta(days=1), None, Standing.NOT_YET),
        (start - timedelta(days=1), "valid", Standing.NOT_YET),
        (start, "valid", Standing.VALID),
        (end + timedelta(seconds=1), "valid", Standing.EXPIRED),
        (end + timedelta(seconds=1), "revoked", Standing.REVOKED),
        (start, "suspended", Standing.SUSPENDED),
    ]
    for moment, state, expected in cases:
        assert standing_at(moment, state=state, valid_from=start, valid_until=end) == expected
