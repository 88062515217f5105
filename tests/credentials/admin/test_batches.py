from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from credentials.actions.issue_next import issue_next
from credentials.models import Credential, IssueBatch
from lms.organisations.models import Role
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CompletionFactory
from tests.factories.organisations import MembershipFactory

pytestmark = pytest.mark.django_db
LIST = "credentials_admin:batches"


def test_a_manager_awards_everybody_who_waits_and_sees_how_far_it_is(client: Client) -> None:
    version = ModuleVersionFactory()
    for _ in range(3):
        CompletionFactory(version=version)
    client.force_login(MembershipFactory(role=Role.MANAGER, fieldlab=version.fieldlab).user)
    assert f"{version.fieldlab.name} (3)" in client.get(reverse(LIST)).content.decode()
    answer = client.post(reverse(LIST), {"fieldlab": version.fieldlab.pk})
    batch = IssueBatch.objects.get()
    address = reverse("credentials_admin:batch", args=[batch.uuid])
    assert answer.url == address
    issue_next(batch_id=batch.pk, at_most=2)
    running = client.get(address)
    assert '<progress id="progress" max="3" value="2">66%</progress>' in running.content.decode()
    assert running["Refresh"] == "2"
    issue_next(batch_id=batch.pk)
    finished = client.get(address)
    assert '<progress id="progress" max="3" value="3">100%</progress>' in finished.content.decode()
    assert "Refresh" not in finished
    assert Credential.objects.count() == 3


def test_where_nobody_waits_it_says_so(client: Client) -> None:
    version = ModuleVersionFactory()
    client.force_login(MembershipFactory(role=Role.MANAGER, fieldlab=version.fieldlab).user)
    assert client.post(reverse(LIST), {"fieldlab": version.fieldlab.pk}).status_code == 200
    assert IssueBatch.objects.count() == 0


def test_a_manager_neither_orders_nor_sees_for_another_fieldlab(client: Client) -> None:
    version, other = ModuleVersionFactory(), ModuleVersionFactory()
    CompletionFactory(version=other)
    client.force_login(MembershipFactory(role=Role.MANAGER, fieldlab=version.fieldlab).user)
    client.post(reverse(LIST), {"fieldlab": other.fieldlab.pk})
    assert IssueBatch.objects.count() == 0
    batch = IssueBatch.objects.create(fieldlab=other.fieldlab, total=1)
    assert other.fieldlab.name not in client.get(reverse(LIST)).content.decode()
    assert client.get(reverse("credentials_admin:batch", args=[batch.uuid])).status_code == 404


def test_a_trainer_has_no_batches(client: Client) -> None:
    version = ModuleVersionFactory()
    client.force_login(MembershipFactory(role=Role.TRAINER, fieldlab=version.fieldlab).user)
    assert client.get(reverse(LIST)).status_code == 404
