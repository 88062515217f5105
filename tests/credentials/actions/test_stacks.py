from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from courses.models import ModuleVersion
from credentials.actions.award_stack import award_stack
from credentials.actions.change_state import change_state
from credentials.actions.decide_stack import decide_stack
from credentials.actions.propose_stack import propose_stack
from credentials.award_rules import RuleNotMet
from credentials.checking.network import check_own
from credentials.identifiers import achievement_url, credential_url
from credentials.models import Credential, Definition, StackProposal
from credentials.models.content import Expiry
from credentials.queries import newest_issue
from credentials.tasks import sweep
from lms.accounts.models import User
from lms.organisations.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CompletionFactory, CredentialFactory
from tests.factories.definitions import published, staff_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def modules() -> list[ModuleVersion]:
    first = ModuleVersionFactory(title="Robotprogrammeren 1")
    return [first, ModuleVersionFactory(fieldlab=first.fieldlab, title="Cobotveiligheid", practical=True)]


@pytest.fixture
def programme(modules: list[ModuleVersion]) -> Definition:
    return published(*modules, name="Robotprogrammeur")


def earn(person: User, *versions: ModuleVersion) -> list[Credential]:
    return [
        CredentialFactory(user=person, version=version, practical=bool(version.rule["practicals"]))
        for version in versions
    ]


def test_who_has_all_parts_is_proposed_once_and_approved_by_a_manager(
    programme: Definition, modules: list[ModuleVersion]
) -> None:
    person = UserFactory(language="nl")
    first = earn(person, modules[0])
    sweep()
    assert not StackProposal.objects.exists()
    parts = [*first, *earn(person, modules[1])]
    for _ in range(2):
        sweep()
    proposal = StackProposal.objects.get()
    assert proposal.counted == [part.pk for part in parts]
    assert not Credential.objects.filter(authored=programme).exists()
    manager = staff_of(programme.fieldlab, Role.MANAGER)
    for _ in range(2):
        decide_stack(by=manager, proposal=proposal, approve=True)
    credential = Credential.objects.get(authored=programme)
    assert [part.part for part in credential.parts.all()] == parts
    document = json.loads(bytes(newest_issue(credential).document))
    named = {item.get("id") for item in document["evidence"]}
    assert {credential_url(part.uuid) for part in parts} <= named
    assert check_own(newest_issue(credential)).valid
    with pytest.raises(ValidationError):
        decide_stack(by=manager, proposal=proposal, approve=False, reason="Toch niet.")
    sweep()
    assert Credential.objects.filter(authored=programme).count() == 1


def test_the_parts_name_what_they_are_a_part_of(programme: Definition, modules: list[ModuleVersion]) -> None:
    part = earn(UserFactory(language="nl"), modules[0])[0]
    stacked = [
        item["targetUrl"]
        for item in part.achievement.definition["alignment"]
        if item["targetType"] == "ext:Stackability"
    ]
    assert stacked == [achievement_url(programme.achievements.get(language="nl").uuid)]


def test_rejecting_needs_a_reason_and_is_final(programme: Definition, modules: list[ModuleVersion]) -> None:
    person = UserFactory()
    earn(person, *modules)
    sweep()
    proposal = StackProposal.objects.get()
    manager = staff_of(programme.fieldlab, Role.MANAGER)
    for by in (staff_of(programme.fieldlab), person, staff_of(ModuleVersionFactory().fieldlab, Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            decide_stack(by=by, proposal=proposal, approve=True)
    with pytest.raises(ValidationError):
        decide_stack(by=manager, proposal=proposal, approve=False)
    decide_stack(by=manager, proposal=proposal, approve=False, reason="De praktijk is te lang geleden.")
    sweep()
    assert not Credential.objects.filter(authored=programme).exists()
    assert StackProposal.objects.get().decision == "rejected"


def test_a_manager_does_not_decide_for_themselves(programme: Definition, modules: list[ModuleVersion]) -> None:
    manager = staff_of(programme.fieldlab, Role.MANAGER)
    earn(manager, *modules)
    sweep()
    with pytest.raises(ValidationError):
        decide_stack(by=manager, proposal=StackProposal.objects.get(), approve=True)


def test_a_part_that_was_revoked_meanwhile_counts_no_more(
    programme: Definition, modules: list[ModuleVersion]
) -> None:
    person = UserFactory()
    parts = earn(person, *modules)
    sweep()
    manager = staff_of(programme.fieldlab, Role.MANAGER)
    change_state(by=manager, credential=parts[0], state=Credential.State.REVOKED, reason="Fout")
    with pytest.raises(ValidationError):
        decide_stack(by=manager, proposal=StackProposal.objects.get(), approve=True)
    with pytest.raises(RuleNotMet):
        award_stack(definition_id=programme.pk, user_id=person.pk)
    assert not Credential.objects.filter(authored=programme).exists()


def test_some_of_the_modules_are_enough_and_no_person_is_asked_where_the_rule_says_so(
    modules: list[ModuleVersion],
) -> None:
    third = ModuleVersionFactory(fieldlab=modules[0].fieldlab)
    definition = published(
        *modules,
        third,
        change=lambda content: replace(content, approval=False, rule=replace(content.rule, needed=2)),
    )
    person = UserFactory()
    earn(person, modules[0])
    assert propose_stack(definition_id=definition.pk, user_id=person.pk) is None
    earn(person, third)
    sweep()
    assert Credential.objects.get(authored=definition).user == person
    again = propose_stack(definition_id=definition.pk, user_id=person.pk)
    assert again == Credential.objects.get(authored=definition)


AWARDED = datetime(2025, 3, 10, 9, tzinfo=UTC)


def test_until_recertified_it_has_no_end_is_suspended_when_overdue_and_valid_again(
    modules: list[ModuleVersion],
) -> None:
    version, refresher = modules
    expiry = Expiry("recertify", 12, str(refresher.module_key), 60)
    definition = published(version, change=lambda content: replace(content, expiry=expiry))
    credential = CredentialFactory(version=version, completed_at=AWARDED)
    assert (credential.valid_until, credential.recertify_by) == (None, datetime(2026, 3, 10, 9, tzinfo=UTC))
    assert "validUntil" not in json.loads(bytes(newest_issue(credential).document))

    def run(moment: datetime) -> Credential:
        with time_machine.travel(moment):
            sweep()
        return Credential.objects.get(pk=credential.pk)

    assert run(AWARDED + timedelta(days=300)).state == "valid"
    overdue = run(datetime(2026, 3, 11, tzinfo=UTC))
    assert (overdue.state, overdue.overdue_since is not None) == ("suspended", True)
    assert "2026-03-10" in overdue.state_changes.latest("pk").reason
    taken = datetime(2026, 4, 1, 9, tzinfo=UTC)
    CompletionFactory(user=credential.user, version=refresher, practical=True, completed_at=taken)
    again = run(taken + timedelta(hours=1))
    assert (again.state, again.overdue_since) == ("valid", None)
    assert again.recertify_by == datetime(2027, 4, 1, 9, tzinfo=UTC)
    assert run(taken + timedelta(hours=2)).recertify_by == again.recertify_by
    assert definition.renewal_rule.refresher_key == refresher.module_key


def test_who_is_reinstated_by_a_person_after_the_date_stays_valid_for_a_new_term(
    modules: list[ModuleVersion],
) -> None:
    version, refresher = modules
    expiry = Expiry("recertify", 12, str(refresher.module_key), 60)
    definition = published(version, change=lambda content: replace(content, expiry=expiry))
    credential = CredentialFactory(version=version, completed_at=timezone.now() - timedelta(days=400))
    sweep()
    credential.refresh_from_db()
    assert credential.state == "suspended"
    manager = staff_of(definition.fieldlab, Role.MANAGER)
    change_state(by=manager, credential=credential, state=Credential.State.VALID, reason="Was ziek")
    sweep()
    credential.refresh_from_db()
    assert credential.state == "valid"
    assert credential.recertify_by is not None
    assert timedelta(days=360) < credential.recertify_by - timezone.now() < timedelta(days=370)


def test_what_a_person_suspended_stays_suspended(modules: list[ModuleVersion]) -> None:
    version, refresher = modules
    expiry = Expiry("recertify", 12, str(refresher.module_key), 60)
    published(version, change=lambda content: replace(content, expiry=expiry))
    credential = CredentialFactory(version=version, completed_at=AWARDED)
    manager = staff_of(version.fieldlab, Role.MANAGER)
    change_state(by=manager, credential=credential, state=Credential.State.SUSPENDED, reason="Onderzoek")
    taken = AWARDED + timedelta(days=340)
    CompletionFactory(user=credential.user, version=refresher, practical=True, completed_at=taken)
    with time_machine.travel(AWARDED + timedelta(days=341)):
        sweep()
    credential.refresh_from_db()
    assert credential.state == "suspended"


def test_the_refresher_of_a_definition_renews_what_ends(modules: list[ModuleVersion]) -> None:
    version, refresher = modules
    expiry = Expiry("months", 12, str(refresher.module_key), 60)
    published(version, change=lambda content: replace(content, expiry=expiry))
    credential = CredentialFactory(version=version, completed_at=AWARDED)
    assert credential.valid_until == datetime(2026, 3, 10, 9, tzinfo=UTC)
    taken = AWARDED + timedelta(days=330)
    CompletionFactory(user=credential.user, version=refresher, practical=True, completed_at=taken)
    with time_machine.travel(AWARDED + timedelta(days=331)):
        sweep()
    credential.refresh_from_db()
    assert credential.valid_until == datetime(2027, 3, 10, 9, tzinfo=UTC)
