from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from credentials.actions.change_state import change_state
from credentials.actions.renew_by_refresher import renew_by_refresher
from credentials.actions.set_renewal_rule import set_renewal_rule
from credentials.awarding.renewals import renewals_due
from credentials.checking.network import check_own
from credentials.models import Credential, Renewal, RenewalRule
from credentials.queries import newest_issue
from credentials.tasks import sweep
from lms.accounts.models import User
from lms.organisations.models import Role
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CompletionFactory, CredentialFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db
AWARDED = datetime(2025, 3, 10, 9, tzinfo=UTC)
END = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture
def expiring() -> Credential:
    return CredentialFactory(version=ModuleVersionFactory(validity_months=12), completed_at=AWARDED)


@pytest.fixture
def boss(expiring: Credential) -> User:
    return MembershipFactory(role=Role.MANAGER, fieldlab=expiring.fieldlab).user


@pytest.fixture
def refresher(expiring: Credential, boss: User):
    version = ModuleVersionFactory(fieldlab=expiring.fieldlab, title="Opfrissen")
    set_renewal_rule(
        by=boss,
        fieldlab=expiring.fieldlab,
        module_key=expiring.achievement.version.module_key,
        refresher_key=version.module_key,
        window_days=60,
    )
    return version


def take(refresher, credential: Credential, moment: datetime) -> None:
    CompletionFactory(user=credential.user, version=refresher, completed_at=moment)
    with time_machine.travel(moment + timedelta(minutes=1)):
        sweep()
    credential.refresh_from_db()


def test_a_refresher_in_the_window_renews_from_the_old_end(expiring: Credential, refresher) -> None:
    moment = END - timedelta(days=40)
    take(refresher, expiring, moment)
    assert expiring.valid_until == datetime(2027, 3, 10, 9, tzinfo=UTC)
    issue = newest_issue(expiring)
    assert json.loads(bytes(issue.document))["validUntil"] == "2027-03-10T09:00:00Z"
    assert moment.date().isoformat() in issue.reason
    with time_machine.travel(END + timedelta(days=100)):
        assert check_own(issue).check("dates").result == "yes"


def test_a_refresher_after_the_end_renews_from_that_day(expiring: Credential, refresher) -> None:
    take(refresher, expiring, END + timedelta(days=5))
    assert expiring.valid_until == datetime(2027, 3, 15, 9, tzinfo=UTC)


def test_a_refresher_too_early_renews_nothing(expiring: Credential, refresher) -> None:
    take(refresher, expiring, END - timedelta(days=61))
    assert expiring.valid_until == END
    assert expiring.issues.count() == 1


def test_one_refresher_renews_once(expiring: Credential, refresher) -> None:
    take(refresher, expiring, END - timedelta(days=10))
    with time_machine.travel(END + timedelta(days=400)):
        sweep()
    expiring.refresh_from_db()
    assert expiring.valid_until == datetime(2027, 3, 10, 9, tzinfo=UTC)
    renewal = Renewal.objects.get()
    again = renew_by_refresher(credential_id=expiring.pk, completion_id=renewal.completion_id)
    assert again == renewal.issue
    assert expiring.issues.count() == 2


def test_somebody_elses_refresher_and_another_module_renew_nothing(expiring: Credential, refresher) -> None:
    CompletionFactory(version=refresher, completed_at=END)
    other = ModuleVersionFactory(fieldlab=expiring.fieldlab)
    CompletionFactory(user=expiring.user, version=other, completed_at=END)
    assert list(renewals_due(at_most=10)) == []


def test_what_is_suspended_is_not_renewed(expiring: Credential, refresher, boss: User) -> None:
    change_state(by=boss, credential=expiring, state=Credential.State.SUSPENDED, reason="Onderzoek")
    take(refresher, expiring, END - timedelta(days=10))
    assert expiring.valid_until == END


def test_the_award_itself_is_no_refresher(expiring: Credential, boss: User) -> None:
    version = expiring.achievement.version
    set_renewal_rule(
        by=boss,
        fieldlab=expiring.fieldlab,
        module_key=version.module_key,
        refresher_key=version.module_key,
        window_days=3660,
    )
    assert list(renewals_due(at_most=10)) == []


def test_only_the_fieldlabs_manager_says_so_and_of_own_modules(expiring: Credential, boss: User) -> None:
    own, foreign = expiring.achievement.version.module_key, ModuleVersionFactory(validity_months=12).module_key
    endless = ModuleVersionFactory(fieldlab=expiring.fieldlab).module_key
    for module, refresher in ((foreign, own), (own, foreign), (endless, own), (own, uuid4())):
        with pytest.raises(ValidationError):
            set_renewal_rule(
                by=boss, fieldlab=expiring.fieldlab, module_key=module, refresher_key=refresher, window_days=30
            )
    with pytest.raises(ValidationError):
        set_renewal_rule(by=boss, fieldlab=expiring.fieldlab, module_key=own, refresher_key=own, window_days=0)
    with pytest.raises(PermissionDenied):
        set_renewal_rule(
            by=expiring.user, fieldlab=expiring.fieldlab, module_key=own, refresher_key=own, window_days=30
        )
    assert RenewalRule.objects.count() == 0
