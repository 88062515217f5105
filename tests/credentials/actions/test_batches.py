from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from credentials.actions.issue import issue
from credentials.actions.issue_many import issue_many
from credentials.actions.issue_next import issue_next
from credentials.actions.order_batch import order_batch
from credentials.awarding.batches import progress_of
from credentials.checking.network import check_own
from credentials.formats.elements import MissingElements
from credentials.models import Credential, CredentialTemplate, IssueBatch, Signature
from credentials.queries import newest_issue
from credentials.tasks import issue_batch, sweep
from lms.lrs.models import Statement
from lms.organisations.models import Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CompletionFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return ModuleVersionFactory()


def complete(version, count: int) -> list:
    return [CompletionFactory(version=version) for _ in range(count)]


def test_a_batch_awards_everybody_who_waits_once(version) -> None:
    completions = complete(version, 5)
    first = issue(completion_id=completions[0].pk)
    batch = order_batch(by=None, fieldlab=version.fieldlab)
    assert batch.total == 4
    assert issue_next(batch_id=batch.pk, at_most=3)
    assert progress_of(batch).issued == 3
    assert not issue_next(batch_id=batch.pk, at_most=3)
    assert progress_of(batch).percent == 100
    assert Credential.objects.count() == 5
    assert Credential.objects.get(completion=completions[0]) == first
    assert Credential.objects.values("status_list", "status_index").distinct().count() == 5
    assert all(check_own(newest_issue(credential)).valid for credential in Credential.objects.all())


def test_everything_of_a_credential_comes_with_a_batch(version) -> None:
    complete(version, 3)
    issue_batch(order_batch(by=None, fieldlab=version.fieldlab).pk)
    documents = [json.loads(bytes(newest_issue(credential).document)) for credential in Credential.objects.all()]
    assert Statement.objects.filter(raw__contains="xapi/verbs/earned").count() == 3
    assert Signature.objects.filter(document_id__in=[document["id"] for document in documents]).count() == 3
    assert [credential.state_changes.count() for credential in Credential.objects.all()] == [1, 1, 1]
    assert CredentialTemplate.objects.count() == 1


def test_what_was_issued_in_between_is_not_issued_again(version) -> None:
    completions = complete(version, 3)
    batch = order_batch(by=None, fieldlab=version.fieldlab)
    in_between = issue(completion_id=completions[1].pk)
    issue_batch(batch.pk)
    assert Credential.objects.count() == 3
    assert batch.items.get(completion=completions[1]).credential == in_between


def test_one_that_can_not_be_made_is_named_and_keeps_no_one(version) -> None:
    complete(version, 2)
    without_level = ModuleVersionFactory(eqf_level=None, fieldlab=version.fieldlab)
    bad = CompletionFactory(version=without_level)
    batch = order_batch(by=None, fieldlab=version.fieldlab)
    issue_batch(batch.pk)
    batch.refresh_from_db()
    progress = progress_of(batch)
    assert (progress.issued, progress.refused) == (2, 1)
    assert "M8" in batch.items.get(completion=bad).problem
    assert batch.finished_at is not None


def test_a_batch_of_one_version_leaves_the_others(version) -> None:
    complete(version, 1)
    other = ModuleVersionFactory(fieldlab=version.fieldlab)
    complete(other, 2)
    assert order_batch(by=None, fieldlab=version.fieldlab, version=other).total == 2


def test_while_a_batch_runs_it_is_returned_and_the_sweep_goes_on_with_it(version) -> None:
    complete(version, 2)
    first = order_batch(by=None, fieldlab=version.fieldlab)
    assert order_batch(by=None, fieldlab=version.fieldlab) == first
    sweep()
    first.refresh_from_db()
    assert first.finished_at is not None
    assert Credential.objects.count() == 2
    with pytest.raises(ValidationError):
        order_batch(by=None, fieldlab=version.fieldlab)


def test_only_who_manages_the_fieldlab_orders(version) -> None:
    complete(version, 1)
    outsiders = [
        UserFactory(),
        MembershipFactory(role=Role.TRAINER, fieldlab=version.fieldlab).user,
        MembershipFactory(role=Role.MANAGER, fieldlab=ModuleVersionFactory().fieldlab).user,
    ]
    for by in outsiders:
        with pytest.raises(PermissionDenied):
            order_batch(by=by, fieldlab=version.fieldlab)
    manager = MembershipFactory(role=Role.MANAGER, fieldlab=version.fieldlab).user
    assert order_batch(by=manager, fieldlab=version.fieldlab).ordered_by == manager
    assert IssueBatch.objects.managed_by(manager).count() == 1
    assert IssueBatch.objects.managed_by(outsiders[2]).count() == 0


def test_issue_many_takes_completions_of_several_fieldlabs_languages_and_kinds() -> None:
    completions = [
        CompletionFactory(),
        CompletionFactory(language="en"),
        CompletionFactory(practical=True),
        CompletionFactory(version=ModuleVersionFactory(eqf_level=None)),
    ]
    awarded = issue_many(completion_ids=[item.pk for item in completions])
    assert awarded.new == {item.pk for item in completions[:3]}
    assert isinstance(awarded.refused[completions[3].pk], MissingElements)
    assert all(check_own(newest_issue(awarded.credentials[pk])).valid for pk in awarded.new)


def test_a_batch_takes_few_queries(version, django_assert_max_num_queries) -> None:
    complete(version, 1)
    issue_batch(order_batch(by=None, fieldlab=version.fieldlab).pk)
    complete(version, 20)
    batch = order_batch(by=None, fieldlab=version.fieldlab)
    with django_assert_max_num_queries(60):
        issue_next(batch_id=batch.pk)
