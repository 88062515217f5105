"""What has ended is earned again: by its own module once more, or by its refresher once more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from courses.actions.enrol import enrol
from courses.models import Enrolment, ModuleVersion
from credentials.actions.change_state import change_state
from credentials.actions.decide_definition import decide_definition
from credentials.actions.issue_many import issue_many
from credentials.actions.submit_definition import submit_definition
from credentials.checking.network import check_own
from credentials.models import AwardRefusal, Credential, Definition, RenewalRule
from credentials.models.content import AFTER_MONTHS, Content, Expiry
from credentials.queries import newest_issue
from credentials.tasks import sweep
from lms.organisations.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import ModuleVersionFactory, answer_all, finish_all
from tests.factories.credentials import CompletionFactory, CredentialFactory
from tests.factories.definitions import published, saved, staff_of

pytestmark = pytest.mark.django_db
EARNED = datetime(2024, 3, 10, 9, tzinfo=UTC)
END = datetime(2026, 3, 10, 9, tzinfo=UTC)
AFTER, EARLY = END + timedelta(days=5), END - timedelta(days=91)


@pytest.fixture
def version() -> ModuleVersion:
    return ModuleVersionFactory(validity_months=24)


def earned(version: ModuleVersion) -> Credential:
    with time_machine.travel(EARNED, tick=False):
        return CredentialFactory(version=version, user=UserFactory(name="Sanne"), completed_at=EARNED)


def next_major(version: ModuleVersion) -> ModuleVersion:
    version.superseded_at = version.published_at
    version.save()
    return ModuleVersionFactory(
        module_key=version.module_key, fieldlab=version.fieldlab, major=2, keys_of=version, validity_months=24
    )


def published_without_refresher(definition: Definition) -> None:
    trainer, manager = staff_of(definition.fieldlab), staff_of(definition.fieldlab, Role.MANAGER)
    saved(definition, trainer, lambda content: replace(content, expiry=Expiry(AFTER_MONTHS, 24)))
    submission = submit_definition(by=trainer, definition=definition)
    decide_definition(by=manager, submission=submission, approve=True)


def with_refresher(refresher: ModuleVersion, kind: str = AFTER_MONTHS):
    def change(content: Content) -> Content:
        return replace(content, expiry=Expiry(kind, 24, str(refresher.module_key), 60))

    return change


@pytest.mark.parametrize("own_definition", [False, True], ids=["automatic", "definition"])
def test_an_ended_credential_is_earned_again_by_taking_the_module_again(
    client: Client, version: ModuleVersion, own_definition: bool
) -> None:
    if own_definition:
        published(version)
    old = earned(version)
    client.force_login(old.user)
    address = reverse("enrol", args=[version.module_key])
    with time_machine.travel(AFTER, tick=False):
        for place in (reverse("my_learning"), reverse("credential", args=[old.uuid])):
            assert address in client.get(place).content.decode()
        assert "nog een keer" in client.get(address).content.decode()
        first, second = client.post(address), client.post(address)
        assert first["Location"] == second["Location"]
        again = Enrolment.objects.current().get(user=old.user)
        assert again.pk != old.completion_id
        answer_all(again)
        finish_all(again)
        sweep()
    new = Credential.objects.get(completion=again.pk)
    old.refresh_from_db()
    assert (old.succeeded_at, new.succeeded_at) == (AFTER, None)
    assert new.valid_until == datetime(2028, 3, 15, 9, tzinfo=UTC)
    with time_machine.travel(AFTER + timedelta(days=1), tick=False):
        dates = [check_own(newest_issue(credential)).check("dates").result for credential in (old, new)]
        assert dates == ["no", "yes"]
        assert enrol(by=old.user, module_key=version.module_key) == again
        assert "opnieuw gehaald" in client.get(reverse("credential", args=[old.uuid])).content.decode()


def test_a_credential_that_does_not_end_yet_is_not_earned_twice(version: ModuleVersion) -> None:
    published(version)
    old = earned(version)
    with time_machine.travel(EARLY, tick=False):
        assert enrol(by=old.user, module_key=version.module_key).pk == old.completion_id
        completion = CompletionFactory(user=old.user, version=next_major(version))
        sweep()
    assert AwardRefusal.objects.get().lacking == ["held"]
    assert Credential.objects.get() == old
    # Too early then; once it ends, the module may be taken again all the same.
    with time_machine.travel(AFTER, tick=False):
        assert enrol(by=old.user, module_key=version.module_key).pk != completion.pk


def test_the_warning_names_the_module_to_take_again(version: ModuleVersion) -> None:
    old = earned(version)
    Credential.objects.update(announced_at=EARNED)
    with time_machine.travel(END - timedelta(days=20), tick=False):
        sweep()
        (message,) = mail.outbox
        assert reverse("enrol", args=[version.module_key]) in message.body
        Credential.objects.update(succeeded_at=END)
    with time_machine.travel(END - timedelta(days=5), tick=False):
        sweep()
    assert len(mail.outbox) == 1
    assert old.expiry_alerts.count() == 1


def test_a_refresher_is_taken_as_often_as_it_is_due(version: ModuleVersion) -> None:
    refresher = ModuleVersionFactory(fieldlab=version.fieldlab)
    published(version, change=with_refresher(refresher))
    credential = earned(version)
    turns = []
    for moment in (END - timedelta(days=10), END + timedelta(days=720)):
        with time_machine.travel(moment, tick=False):
            turn = enrol(by=credential.user, module_key=refresher.module_key)
            answer_all(turn)
            finish_all(turn)
            turns.append(turn.pk)
            sweep()
            assert enrol(by=credential.user, module_key=refresher.module_key).pk == turn.pk
            assert enrol(by=credential.user, module_key=version.module_key).pk == credential.completion_id
    credential.refresh_from_db()
    assert len(set(turns)) == 2
    assert credential.valid_until == datetime(2030, 3, 10, 9, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["months", "recertify"])
def test_a_version_without_refresher_leaves_those_of_before_with_theirs(version: ModuleVersion, kind: str) -> None:
    refresher = ModuleVersionFactory(fieldlab=version.fieldlab)
    definition = published(version, change=with_refresher(refresher, kind))
    before = earned(version)
    published_without_refresher(definition)
    after = earned(version)
    with time_machine.travel(END - timedelta(days=10), tick=False):
        for credential in (before, after):
            CompletionFactory(user=credential.user, version=refresher)
        sweep()
    before.refresh_from_db()
    after.refresh_from_db()
    renewed = before.valid_until if kind == "months" else before.recertify_by
    assert renewed == datetime(2028, 3, 10, 9, tzinfo=UTC)
    assert after.valid_until == END
    assert RenewalRule.objects.get().last.number == "1"


def test_what_was_revoked_is_earned_by_a_completion_after_that(version: ModuleVersion) -> None:
    definition = published(version, change=lambda content: replace(content, expiry=Expiry()))
    old = earned(version)
    with time_machine.travel(EARNED + timedelta(days=9), tick=False):
        manager = staff_of(version.fieldlab, Role.MANAGER)
        change_state(by=manager, credential=old, state=Credential.State.REVOKED, reason="Verkeerde persoon")
    newer = next_major(version)
    CompletionFactory(user=old.user, version=newer, completed_at=EARNED + timedelta(days=20))
    sweep()
    assert Credential.objects.get(authored=definition, succeeded_at=None).state == Credential.State.VALID


def test_completions_that_waited_together_are_judged_one_after_the_other(version: ModuleVersion) -> None:
    published(version)
    person = UserFactory()
    first = CompletionFactory(user=person, version=version, completed_at=EARNED)
    newer = next_major(version)
    second = CompletionFactory(user=person, version=newer, completed_at=AFTER)
    awarded = issue_many(completion_ids=[second.pk, first.pk])
    assert awarded.new == {first.pk, second.pk}
    assert Credential.objects.get(succeeded_at=None).completion == second
