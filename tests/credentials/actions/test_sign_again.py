from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from credentials.actions.change_state import change_state
from credentials.actions.issue import issue
from credentials.actions.renew import renew
from credentials.actions.supersede import supersede
from credentials.checking.network import check_own
from credentials.models import Credential
from credentials.models.standing import Standing, standing_of
from credentials.queries import newest_issue
from credentials.tasks import sweep
from lms.accounts.models import User
from lms.organisations.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CompletionFactory, CredentialFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db


def document_of(credential: Credential) -> dict:
    return json.loads(bytes(newest_issue(credential).document))


def name_on(document: dict) -> str:
    return document["credentialSubject"]["identifier"][0]["identityHash"]


def test_superseding_corrects_the_name_and_keeps_the_rest(credential: Credential, manager: User) -> None:
    before = document_of(credential)
    supersede(by=manager, credential=credential, name="Sanne de Vries-Bakker", reason="Getrouwd")
    after = document_of(credential)
    assert (name_on(before), name_on(after)) == ("Sanne de Vries", "Sanne de Vries-Bakker")
    assert after["id"] == before["id"]
    assert after["validFrom"] > before["validFrom"]
    assert after["awardedDate"] == before["awardedDate"]
    assert after["credentialStatus"] == before["credentialStatus"]
    assert after["credentialSubject"]["achievement"] == before["credentialSubject"]["achievement"]
    assert check_own(newest_issue(credential)).valid


def test_the_history_is_kept_with_who_and_why(credential: Credential, manager: User) -> None:
    for name in ("Sanne A.", "Sanne B."):
        supersede(by=manager, credential=credential, name=name, reason=f"Nu {name}")
    issues = list(credential.issues.all())
    assert [name_on(json.loads(bytes(item.document))) for item in issues] == [
        "Sanne B.",
        "Sanne A.",
        "Sanne de Vries",
    ]
    assert [(item.reason, item.issued_by) for item in issues] == [
        ("Nu Sanne B.", manager),
        ("Nu Sanne A.", manager),
        ("", None),
    ]
    assert issues[0].valid_from > issues[1].valid_from > issues[2].valid_from


def test_revoking_reaches_every_document_of_a_credential(credential: Credential, manager: User) -> None:
    supersede(by=manager, credential=credential, name="Sanne B.", reason="Getrouwd")
    change_state(by=manager, credential=credential, state=Credential.State.REVOKED, reason="Fraude")
    assert [check_own(item).valid for item in credential.issues.all()] == [False, False]


@pytest.mark.parametrize(("name", "reason"), [("", "x"), ("x", " "), ("a\x07b", "x"), ("a\u202eb", "x")])
def test_a_name_that_can_not_be_signed_is_refused(
    credential: Credential, manager: User, name: str, reason: str
) -> None:
    with pytest.raises(ValidationError):
        supersede(by=manager, credential=credential, name=name, reason=reason)
    assert credential.issues.count() == 1


def test_only_manager_and_operator_correct_and_renew(credential: Credential) -> None:
    trainer = MembershipFactory(role=Role.TRAINER, fieldlab=credential.fieldlab).user
    for by in (credential.user, trainer, UserFactory()):
        with pytest.raises(PermissionDenied):
            supersede(by=by, credential=credential, name="Iemand", reason="x")
        with pytest.raises(PermissionDenied):
            renew(by=by, credential=credential, reason="x")


def test_a_revoked_credential_is_not_corrected(credential: Credential, manager: User) -> None:
    credential = change_state(by=manager, credential=credential, state=Credential.State.REVOKED, reason="Fraude")
    with pytest.raises(ValidationError):
        supersede(by=manager, credential=credential, name="Iemand", reason="x")


def test_an_expired_credential_is_renewed_for_the_months_of_its_module() -> None:
    version = ModuleVersionFactory(validity_months=12)
    credential = CredentialFactory(version=version, completed_at=datetime(2026, 1, 31, 10, tzinfo=UTC))
    later = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
    with time_machine.travel(later, tick=False):
        assert standing_of(credential, timezone.now()) == Standing.EXPIRED
        manager = MembershipFactory(role=Role.MANAGER, fieldlab=credential.fieldlab).user
        renew(by=manager, credential=credential, reason="Opfristoets gehaald")
        credential.refresh_from_db()
        assert credential.valid_until == datetime(2028, 3, 1, 9, 30, tzinfo=UTC)
        assert standing_of(credential, timezone.now()) == Standing.VALID
    assert document_of(credential)["validUntil"] == "2028-03-01T09:30:00Z"
    assert credential.valid_from == datetime(2026, 1, 31, 10, tzinfo=UTC)


def test_what_does_not_expire_or_is_suspended_is_not_renewed(credential: Credential, manager: User) -> None:
    with pytest.raises(ValidationError):
        renew(by=manager, credential=credential, reason="x")
    version = ModuleVersionFactory(validity_months=12, fieldlab=credential.fieldlab)
    other = CredentialFactory(version=version)
    other = change_state(by=manager, credential=other, state=Credential.State.SUSPENDED, reason="Onderzoek")
    with pytest.raises(ValidationError):
        renew(by=manager, credential=other, reason="x")


def test_what_was_erased_is_not_signed_again(credential: Credential, manager: User) -> None:
    credential.issues.all().delete()
    with pytest.raises(ValidationError):
        supersede(by=manager, credential=credential, name="Iemand", reason="x")


def test_two_corrections_in_one_second_are_one_after_the_other(credential: Credential, manager: User) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        first = supersede(by=manager, credential=credential, name="A", reason="x")
        second = supersede(by=manager, credential=credential, name="B", reason="x")
    assert second.valid_from - first.valid_from == timedelta(seconds=1)
    assert newest_issue(credential) == second


def test_issue_twice_after_a_correction_gives_the_same_credential(manager: User) -> None:
    completion = CompletionFactory()
    credential = issue(completion_id=completion.pk)
    by = MembershipFactory(role=Role.MANAGER, fieldlab=credential.fieldlab).user
    supersede(by=by, credential=credential, name="B", reason="x")
    assert issue(completion_id=completion.pk) == credential
    assert credential.issues.count() == 2


def test_the_worker_is_told_once_of_a_later_document_and_why(credential: Credential, manager: User) -> None:
    sweep()
    mail.outbox.clear()
    supersede(by=manager, credential=credential, name="Sanne Bakker", reason="Getrouwd in mei")
    sweep()
    sweep()
    (message,) = mail.outbox
    assert message.to == [credential.user.email]
    assert "Getrouwd in mei" in message.body
    assert f"/wallet/{credential.uuid}/" in message.body
