from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.core import mail
from django.utils import timezone

from credentials.actions.issue import issue
from credentials.checking.network import check_foreign, check_own
from credentials.formats.identity import matches_email
from credentials.formats.timestamps import add_months
from credentials.identifiers import credential_url, fieldlab_did
from credentials.models import Achievement, Credential, CredentialIssue, StateChange
from credentials.queries import newest_issue
from credentials.tasks import issue_credential, sweep
from lms.lrs.models import Statement
from tests.factories.accounts import UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CompletionFactory, CredentialFactory

pytestmark = pytest.mark.django_db


def document_of(credential: Credential) -> dict:
    return json.loads(bytes(newest_issue(credential).document))


def test_issue_signs_a_credential_that_every_check_confirms() -> None:
    credential = CredentialFactory()
    report = check_own(newest_issue(credential))
    assert [(check.name, check.result) for check in report.checks if check.result != "yes"] == []
    assert report.valid


def test_issue_says_who_awards_what_to_whom() -> None:
    credential = CredentialFactory(user=UserFactory(name="Sanne de Vries", email="sanne@voorbeeld.nl"))
    document = document_of(credential)
    subject = document["credentialSubject"]
    name, email = subject["identifier"]
    assert document["id"] == credential_url(credential.uuid)
    assert document["issuer"]["id"] == fieldlab_did(credential.fieldlab.uuid)
    assert document["issuer"]["name"] == credential.fieldlab.name
    assert document["issuer"]["parentOrg"]["name"] == credential.fieldlab.legal_name
    assert name["identityHash"] == "Sanne de Vries"
    assert matches_email(email, "sanne@voorbeeld.nl")
    assert "sanne@voorbeeld.nl" not in json.dumps(document)
    assert len(subject["result"]) == len(subject["achievement"]["resultDescription"]) == 2
    assert subject["achievement"] == credential.achievement.definition


def test_issue_without_practical_says_knowledge_and_that_nobody_checked_the_name() -> None:
    achievement = document_of(CredentialFactory())["credentialSubject"]["achievement"]
    targets = {item["targetType"]: item for item in achievement["alignment"]}
    assert achievement["name"] == "Robots veilig bedienen (kennis)"
    assert targets["ext:SupervisionIdVerification"]["targetUrl"].endswith(
        "/vocabulary/unsupervised-identity-not-checked"
    )
    assert "- " in achievement["criteria"]["narrative"]


def test_issue_with_practical_takes_the_checked_name_and_names_the_assessor() -> None:
    credential = CredentialFactory(user=UserFactory(name="Sanne"), practical=True)
    subject = document_of(credential)["credentialSubject"]
    assert subject["achievement"]["name"] == "Robots veilig bedienen (kennis en praktijk)"
    assert subject["identifier"][0]["identityHash"] == "Sanne (paspoort)"
    assert subject["source"]["name"] == "Joris Jansen"


def test_issue_is_in_the_language_of_the_enrolment() -> None:
    credential = CredentialFactory(language="en")
    achievement = credential.achievement.definition
    assert achievement["name"] == "Robots veilig bedienen (en) (knowledge)"
    assert "Finish all 3 lessons." in achievement["criteria"]["narrative"]


def test_issue_is_valid_from_the_completion_for_the_months_of_the_version() -> None:
    completed = datetime(2026, 3, 31, 10, 20, 30, 500, tzinfo=UTC)
    version = ModuleVersionFactory(validity_months=11)
    credential = CredentialFactory(version=version, completed_at=completed)
    assert credential.valid_from == datetime(2026, 3, 31, 10, 20, 30, tzinfo=UTC)
    assert credential.valid_until == datetime(2027, 2, 28, 10, 20, 30, tzinfo=UTC)
    assert document_of(credential)["validUntil"] == "2027-02-28T10:20:30Z"


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2026, 12, 15), 1, (2027, 1, 15)),
        ((2024, 2, 29), 12, (2025, 2, 28)),
        ((2026, 11, 21), 36, (2029, 11, 21)),
    ],
)
def test_add_months_keeps_the_day_or_takes_the_last(
    start: tuple[int, int, int], months: int, expected: tuple[int, int, int]
) -> None:
    assert add_months(datetime(*start, tzinfo=UTC), months) == datetime(*expected, tzinfo=UTC)


def test_issue_twice_gives_the_first_credential() -> None:
    completion = CompletionFactory()
    first, second = issue(completion_id=completion.pk), issue(completion_id=completion.pk)
    issue_credential(str(completion.pk))
    sweep()
    assert first == second
    assert Credential.objects.count() == CredentialIssue.objects.count() == StateChange.objects.count() == 1


def test_issue_says_earned_in_the_record_store_once() -> None:
    credential = CredentialFactory()
    statement = Statement.objects.get(id=credential.uuid)
    data = json.loads(statement.raw)
    assert data["verb"]["id"] == "http://specification.openbadges.org/xapi/verbs/earned"
    assert data["actor"]["account"]["name"] == str(credential.user.pseudonym)
    assert data["object"]["id"] == credential.achievement.definition["id"]
    assert statement.registration == credential.completion_id


def test_issue_that_fails_half_way_leaves_nothing(settings) -> None:
    completion = CompletionFactory()
    settings.CREDENTIALS_KEY_ENCRYPTION_KEY = "another key than the one that wrapped the signing key"
    with pytest.raises(InvalidTag):
        issue(completion_id=completion.pk)
    assert Credential.objects.count() == Achievement.objects.count() == 0
    assert not Statement.objects.filter(raw__contains="verbs/earned").exists()


def test_issue_puts_learners_of_one_version_under_one_achievement() -> None:
    version = ModuleVersionFactory()
    first, second = CredentialFactory(version=version), CredentialFactory(version=version)
    assert first.achievement == second.achievement
    assert first.status_index != second.status_index


def test_issue_keeps_the_definition_when_the_fieldlab_changes_later() -> None:
    version = ModuleVersionFactory()
    first = CredentialFactory(version=version)
    version.fieldlab.quality_assurance = "Iets anders"
    version.fieldlab.save()
    second = CredentialFactory(version=version)
    assert (
        document_of(first)["credentialSubject"]["achievement"]
        == (document_of(second)["credentialSubject"]["achievement"])
    )


def test_issue_begins_new_lists_when_the_old_are_full(monkeypatch) -> None:
    first = CredentialFactory()
    monkeypatch.setattr("secrets.randbelow", lambda limit: first.status_index)
    second = CredentialFactory(version=first.achievement.version)
    assert second.status_index == first.status_index
    assert second.status_list != first.status_list
    assert check_own(newest_issue(second)).valid


def test_identifiers_come_from_site_url_and_not_from_the_host(client) -> None:
    credential = CredentialFactory()
    response = client.get(f"/fieldlabs/{credential.fieldlab.uuid}/did.json", headers={"host": "127.0.0.1"})
    assert response.json()["id"] == f"did:web:demo.skillslab.example:fieldlabs:{credential.fieldlab.uuid}"


@pytest.mark.parametrize("host", ["127.0.0.1:8321", "localhost", "leren.example.nl"])
def test_another_host_or_port_changes_no_identifier(client, settings, host: str) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    credential = CredentialFactory()
    document = document_of(credential)
    assert document["id"].startswith(settings.SITE_URL)
    addresses = [
        f"/fieldlabs/{credential.fieldlab.uuid}/did.json",
        document["credentialStatus"]["statusListCredential"].removeprefix(settings.SITE_URL),
        document["credentialSubject"]["achievement"]["id"].removeprefix(settings.SITE_URL),
    ]
    for address in addresses:
        here = client.get(address, headers={"accept": "application/json"})
        there = client.get(address, headers={"accept": "application/json", "host": host})
        assert here.status_code == there.status_code == 200
        assert host not in there.content.decode()
        assert there.content == here.content


def test_a_changed_byte_does_not_verify() -> None:
    credential = CredentialFactory(user=UserFactory(name="Sanne de Vries"))
    changed = bytes(newest_issue(credential).document).replace(b"Sanne de Vries", b"Sanne de Vroes")
    report = check_foreign(changed)
    assert report.check("proof").result == "no"
    assert not report.valid


def test_sweep_issues_what_was_lost_and_tells_the_worker_once() -> None:
    completion = CompletionFactory()
    sweep()
    sweep()
    credential = Credential.objects.get(completion=completion)
    assert [message.to for message in mail.outbox] == [[completion.enrolment.user.email]]
    assert credential.achievement.name in mail.outbox[0].subject


def test_sweep_goes_on_after_one_that_can_not_be_issued(caplog) -> None:
    bad = CompletionFactory(version=ModuleVersionFactory(eqf_level=None))
    good = CompletionFactory(completed_at=timezone.now() - timedelta(days=1))
    sweep()
    assert list(Credential.objects.values_list("completion", flat=True)) == [good.pk]
    assert str(bad.pk) in caplog.text
