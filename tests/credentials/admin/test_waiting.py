"""A completion without a credential is seen by who can do something about it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from courses.models import Completion, ModuleText
from credentials.awarding.obstacles import obstacles_of
from credentials.formats.errors import FormatError
from credentials.models import Credential
from credentials.tasks import issue_credential, sweep
from lms.accounts.models import User
from lms.organisations.models import Fieldlab, Role
from tests.courses.authoring.conftest import site_pages
from tests.factories.accounts import UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CompletionFactory
from tests.factories.definitions import published
from tests.factories.organisations import FieldlabFactory, MembershipFactory

__all__ = ["site_pages"]

pytestmark = pytest.mark.django_db
LIST = "credentials_admin:waiting"
HIDDEN = "Sanne\u202e"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def an_hour_ago():
    return timezone.now() - timedelta(hours=1)


def manager_of(fieldlab: Fieldlab) -> User:
    return MembershipFactory(role=Role.MANAGER, fieldlab=fieldlab, user__language="en").user


def refused_completion(**kwargs) -> Completion:
    completion = CompletionFactory(completed_at=an_hour_ago(), **kwargs)
    with pytest.raises(FormatError):
        issue_credential(str(completion.pk))
    return completion


def read(client: Client, user: User, name: str = LIST) -> str:
    client.force_login(user)
    return client.get(reverse(name), headers={"accept-language": "en"}).content.decode()


def test_a_manager_sees_who_waits_and_why_until_it_is_mended(client: Client, site_pages) -> None:
    worker = UserFactory(name=HIDDEN)
    completion = refused_completion(user=worker)
    manager = manager_of(completion.fieldlab)
    assert reverse(LIST) in read(client, manager, "wagtailadmin_home")
    shown = read(client, manager)
    assert "Sanne" in shown
    assert "the worker&#x27;s name" in shown
    assert "Ask the worker to correct it" in shown
    User.objects.filter(pk=worker.pk).update(name="Sanne de Vries")
    assert "the worker&#x27;s name" not in read(client, manager)
    sweep()
    assert Credential.objects.filter(completion=completion).exists()
    assert "Sanne" not in read(client, manager)
    assert reverse(LIST) not in read(client, manager, "wagtailadmin_home")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"region": ""}, "the province of the fieldlab"),
        ({"website": "", "quality_assurance_url": ""}, "the fieldlab&#x27;s page about quality assurance"),
        ({"legal_name": "Lab\u202e"}, "the fieldlab&#x27;s name in the trade register"),
    ],
)
def test_what_the_fieldlab_lacks_is_named_with_a_link_to_it(client: Client, changes, reason) -> None:
    version = ModuleVersionFactory()
    Fieldlab.objects.filter(pk=version.fieldlab_id).update(**changes)
    version.fieldlab.refresh_from_db()
    completion = refused_completion(version=version)
    shown = read(client, manager_of(completion.fieldlab))
    assert reason in shown
    assert reverse("own_fieldlab:edit", args=[version.fieldlab_id]) in shown


def test_the_operator_sees_those_of_all_and_another_manager_none(client: Client, site_pages) -> None:
    refused_completion(user=UserFactory(name=HIDDEN))
    operator = MembershipFactory(role=Role.OPERATOR, user__language="en").user
    assert "Sanne" in read(client, operator)
    assert reverse(LIST) in read(client, operator, "wagtailadmin_home")
    other = manager_of(FieldlabFactory())
    assert "Sanne" not in read(client, other)
    assert reverse(LIST) not in read(client, other, "wagtailadmin_home")


def test_who_completed_just_now_does_not_wait_yet(client: Client) -> None:
    completion = CompletionFactory(user=UserFactory(name=HIDDEN))
    assert "Sanne" not in read(client, manager_of(completion.fieldlab))


def test_one_whose_turn_has_not_come_is_said_to_miss_nothing(client: Client) -> None:
    completion = CompletionFactory(completed_at=an_hour_ago())
    assert obstacles_of([completion]) == {}
    assert "its turn has not come" in read(client, manager_of(completion.fieldlab))


def test_a_trainer_and_a_learner_have_no_such_list(client: Client) -> None:
    version = ModuleVersionFactory()
    for user in (MembershipFactory(role=Role.TRAINER, fieldlab=version.fieldlab).user, UserFactory()):
        client.force_login(user)
        assert client.get(reverse(LIST)).status_code in (302, 404)


def test_the_list_costs_the_same_with_thirty_rows(client: Client, django_assert_max_num_queries) -> None:
    version = ModuleVersionFactory()
    client.force_login(manager_of(version.fieldlab))
    refused_completion(version=version, user=UserFactory(name=HIDDEN))
    counts = []
    for _round in range(2):
        with django_assert_max_num_queries(60) as found:
            client.get(reverse(LIST))
        counts.append(len(found))
        for _ in range(29):
            refused_completion(version=version, user=UserFactory(name=HIDDEN))
    assert counts[0] == counts[1]


def test_what_was_not_earned_is_seen_by_manager_and_learner_with_what_is_lacking(
    client: Client, site_pages
) -> None:
    version = ModuleVersionFactory(questions=0)
    completion = CompletionFactory(
        version=version, completed_at=an_hour_ago(), user=UserFactory(name="Sanne de Vries", language="en")
    )
    sweep()
    manager = manager_of(version.fieldlab)
    shown = read(client, manager)
    assert "Sanne de Vries" in shown
    assert "was not checked" in shown
    assert "Sanne" not in read(client, manager_of(FieldlabFactory()))
    # It waits for nobody.
    assert reverse(LIST) not in read(client, manager, "wagtailadmin_home")
    client.force_login(completion.enrolment.user)
    for address in (reverse("my_learning"), reverse("learn", args=[completion.pk])):
        page = client.get(address, headers={"accept-language": "en"}).content.decode()
        assert "was not checked" in page
        assert "being made" not in page


def test_the_definition_of_the_module_says_what_is_missing_where_there_is_one(client: Client) -> None:
    version = ModuleVersionFactory()
    published(version)
    completion = CompletionFactory(version=version, completed_at=an_hour_ago())
    # Not what is awarded any more.
    ModuleText.objects.filter(version=version).update(title="", summary="")
    assert obstacles_of([completion]) == {}
    sweep()
    assert Credential.objects.filter(completion=completion).exists()
