from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from credentials.actions.check_shared import check_shared
from credentials.actions.confirm_name import confirm_name
from credentials.actions.give_consent import give_consent
from credentials.actions.issue import issue
from credentials.actions.stop_consent import stop_consent
from credentials.figures import credentials_figure
from credentials.models import Consent, Credential, CredentialIssue, Look, Receipt
from credentials.personal_data.erasure import erase
from credentials.personal_data.export import export
from credentials.queries import newest_issue
from lms.accounts.models import User
from lms.core import registry
from lms.organisations.models import Employer
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CredentialFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def consent(credential: Credential, employer: Employer) -> Consent:
    return give_consent(
        by=credential.user,
        credential=credential,
        employer=employer,
        purpose=Consent.Purpose.SAFETY,
        expires_at=timezone.now() + timedelta(days=9),
    )


def test_export_holds_the_credential_as_signed_and_who_looked(
    credential: Credential, consent: Consent, officer: User
) -> None:
    check_shared(by=officer, consent=consent)
    (data,) = export(credential.user)["credentials"]
    assert data["documents"] == [json.loads(bytes(newest_issue(credential).document))]
    assert data["looks"][0]["employer"] == consent.employer.name
    assert json.dumps(export(officer))
    assert len(export(officer)["checks as HR officer"]) == 1


def test_erasure_removes_documents_and_looks_and_keeps_receipts(
    credential: Credential, consent: Consent, officer: User
) -> None:
    check_shared(by=officer, consent=consent)
    assert erase(credential.user) == 3
    assert CredentialIssue.objects.count() == Look.objects.count() == 0
    assert Receipt.objects.count() == 1
    assert Credential.objects.get().status_index == credential.status_index
    consent.refresh_from_db()
    assert consent.stopped_at is not None
    assert issue(completion_id=credential.completion_id) == credential
    assert erase(credential.user) == 0


def test_erasure_leaves_no_name_in_the_audit_lines(
    credential: Credential, consent: Consent, officer: User
) -> None:
    confirm_name(by=officer, employee=credential.user, employer=consent.employer, name=credential.user.name)
    stop_consent(by=credential.user, consent=consent)
    assert credential.user.name in str(list(ModelLogEntry.objects.values()))
    erase(credential.user)
    assert credential.user.name not in str(list(ModelLogEntry.objects.values()))


def test_every_step_is_registered() -> None:
    for steps in (
        registry.fieldlab_setup,
        registry.membership_end,
        registry.personal_data_export,
        registry.personal_data_erasure,
        registry.network_figures,
    ):
        assert "credentials" in steps.names()


def test_figures_hide_fewer_than_five_people() -> None:
    version = ModuleVersionFactory()
    for _ in range(4):
        CredentialFactory(version=version)
    assert credentials_figure().of_fieldlab(version.fieldlab.pk) is None
    CredentialFactory(version=version)
    assert credentials_figure().of_fieldlab(version.fieldlab.pk) == 5
