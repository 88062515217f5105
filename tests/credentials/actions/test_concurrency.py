"""Two at once: exactly one credential, and a status list that holds both changes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from credentials.actions.change_state import change_state
from credentials.actions.issue import issue
from credentials.actions.share_by_link import share_by_link
from credentials.checking.network import check_own
from credentials.models import Credential, CredentialIssue, Share
from credentials.queries import newest_issue
from lms.organisations.models import Role
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CompletionFactory, CredentialFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(*works: Callable[[], object]) -> list[object]:
    def run(work: Callable[[], object]) -> object:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_issuing_at_once_gives_one_credential() -> None:
    completion = CompletionFactory()
    issued = at_once(*[lambda: issue(completion_id=completion.pk)] * 4)
    assert len({credential.pk for credential in issued}) == 1
    assert Credential.objects.count() == CredentialIssue.objects.count() == 1


def test_issuing_one_module_to_many_at_once_makes_one_definition() -> None:
    version = ModuleVersionFactory()
    completions = [CompletionFactory(version=version) for _ in range(4)]
    issued = at_once(*[lambda pk=item.pk: issue(completion_id=pk) for item in completions])
    assert len({credential.achievement_id for credential in issued}) == 1
    assert len({credential.status_index for credential in issued}) == 4


def test_one_form_sent_at_once_makes_one_link() -> None:
    credential, step = CredentialFactory(), uuid4()
    until = timezone.now() + timedelta(days=30)
    new = at_once(
        *[
            lambda: share_by_link(
                by=credential.user,
                credentials=[credential],
                label="x",
                expires_at=until,
                works_once=False,
                step=step,
            )
        ]
        * 4
    )
    assert len({item.token for item in new}) == Share.objects.count() == 1


def test_two_revocations_at_once_are_both_in_the_list() -> None:
    version = ModuleVersionFactory()
    credentials = [CredentialFactory(version=version) for _ in range(3)]
    manager = MembershipFactory(role=Role.MANAGER, fieldlab=version.fieldlab).user
    at_once(
        *[
            lambda item=item: change_state(
                by=manager, credential=item, state=Credential.State.REVOKED, reason="Fraude"
            )
            for item in credentials[:2]
        ]
    )
    assert [check_own(newest_issue(item)).check("revocation").result for item in credentials] == [
        "no",
        "no",
        "yes",
    ]
