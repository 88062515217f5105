"""What a published definition says of who is awarded it, and of who is not."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from courses.models import ModuleVersion
from credentials.actions.decide_definition import decide_definition
from credentials.actions.issue import issue
from credentials.actions.submit_definition import submit_definition
from credentials.award_rules import RuleNotMet
from credentials.checking.network import check_own
from credentials.definitions.rules import DefinitionNotReady
from credentials.models import AwardRefusal, Credential
from credentials.models.content import Content
from credentials.queries import completions_without_credential, newest_issue
from credentials.tasks import sweep
from lms.organisations.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CompletionFactory, CredentialFactory
from tests.factories.definitions import published, saved, staff_of

pytestmark = pytest.mark.django_db


def test_each_version_stays_with_who_was_awarded_it(version: ModuleVersion) -> None:
    automatic = CredentialFactory(version=version)
    definition = published(version)
    first = CredentialFactory(version=version)
    trainer, manager = staff_of(version.fieldlab), staff_of(version.fieldlab, Role.MANAGER)
    with pytest.raises(DefinitionNotReady):
        submit_definition(by=trainer, definition=definition)
    saved(definition, trainer, lambda content: replace(content, hours=Decimal(12)))
    submission = submit_definition(by=trainer, definition=definition)
    decide_definition(by=manager, submission=submission, approve=True)
    second = CredentialFactory(version=version)
    numbers = [item.achievement.number for item in (automatic, first, second)]
    assert numbers == ["1.0", "1", "2"]
    sweep()
    for credential, hours in ((automatic, "PT4H"), (first, "PT4H"), (second, "PT12H")):
        issue_ = newest_issue(Credential.objects.get(pk=credential.pk))
        assert check_own(issue_).valid
        codes = [
            item.get("targetCode")
            for item in json.loads(bytes(issue_.document))["credentialSubject"]["achievement"]["alignment"]
        ]
        assert hours in codes


def test_optional_elements_stand_in_the_signed_credential(version: ModuleVersion) -> None:
    def change(content: Content) -> Content:
        skill = "http://data.europa.eu/esco/skill/0f5374e3-0b9b-4b16-af7a-49654ce0bb15"
        return replace(
            content,
            isced="0714",
            tags=("robots", "cobots"),
            human_code="RV-1",
            grade=True,
            outcomes=(replace(content.outcomes[0], skill=skill), *content.outcomes[1:]),
            rule=replace(content.rule, minimum_score=60),
        )

    published(version, change=change)
    completion = CompletionFactory(version=version)
    completion.score = Decimal("0.8666")
    completion.save()
    credential = issue(completion_id=completion.pk)
    document = json.loads(bytes(newest_issue(credential).document))
    achievement = document["credentialSubject"]["achievement"]
    assert (achievement["humanCode"], achievement["tag"]) == ("RV-1", ["robots", "cobots"])
    assert achievement["fieldOfStudy"] == "elektronica en automatisering"
    assert document["credentialSubject"]["result"][-1]["value"] == "86"
    assert achievement["resultDescription"][-1]["requiredValue"] == "60"
    assert check_own(newest_issue(credential)).valid


def test_who_misses_the_rule_gets_nothing_until_it_changes(version: ModuleVersion) -> None:
    definition = published(
        version, change=lambda content: replace(content, rule=replace(content.rule, minimum_score=90))
    )
    completion = CompletionFactory(version=version)
    completion.score = Decimal("0.80")
    completion.save()
    with pytest.raises(RuleNotMet):
        issue(completion_id=completion.pk)
    assert AwardRefusal.objects.get().lacking == ["score"]
    assert not completions_without_credential().exists()
    sweep()
    assert not Credential.objects.exists()
    trainer, manager = staff_of(version.fieldlab), staff_of(version.fieldlab, Role.MANAGER)
    saved(definition, trainer, lambda content: replace(content, rule=replace(content.rule, minimum_score=80)))
    submission = submit_definition(by=trainer, definition=definition)
    decide_definition(by=manager, submission=submission, approve=True)
    sweep()
    assert Credential.objects.get().achievement.authored == definition


def test_once_per_person_and_definition_also_by_another_completion(version: ModuleVersion) -> None:
    published(version)
    person = UserFactory()
    CredentialFactory(user=person, version=version)
    version.superseded_at = version.published_at
    version.save()
    later = ModuleVersionFactory(
        module_key=version.module_key, fieldlab=version.fieldlab, major=2, keys_of=version, languages=("nl", "en")
    )
    completion = CompletionFactory(user=person, version=later)
    sweep()
    assert Credential.objects.filter(user=person).count() == 1
    assert AwardRefusal.objects.get(completion=completion).lacking == ["held"]


def test_a_module_that_is_only_read_earns_nothing() -> None:
    """Finishing lessons and playing videos is what a browser reports."""
    completion = CompletionFactory(version=ModuleVersionFactory(questions=0))
    sweep()
    assert not Credential.objects.exists()
    assert AwardRefusal.objects.get(completion=completion).lacking == ["evidence"]
