"""What an operator changes of hubs and employers."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.log_actions import registry

from lms.accounts.actions.change_language import change_language
from lms.organisations.actions.update_employer import update_employer
from lms.organisations.actions.update_hub import update_hub
from lms.organisations.models import Employer, Hub, Role
from tests.factories.accounts import UserFactory
from tests.factories.organisations import EmployerFactory, FieldlabFactory, HubFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    return MembershipFactory(role=Role.OPERATOR).user


@pytest.fixture
def manager():
    return MembershipFactory(role=Role.MANAGER, fieldlab=FieldlabFactory()).user


def test_operator_renames_a_hub_and_it_is_logged(operator):
    hub = update_hub(by=operator, hub=HubFactory(), name="Hub Oost", slug="oost")
    assert Hub.objects.get(pk=hub.pk).name == "Hub Oost"
    assert registry.get_logs_for_instance(hub).get().user == operator


def test_hub_with_the_name_of_another_one_is_refused(operator):
    hub, other = HubFactory(), HubFactory()
    with pytest.raises(ValidationError):
        update_hub(by=operator, hub=hub, name=other.name, slug=hub.slug)


def test_operator_changes_an_employer_and_it_is_logged(operator):
    employer = EmployerFactory()
    update_employer(by=operator, employer=employer, name="Staal en Zoon", kvk_number=employer.kvk_number)
    assert Employer.objects.get().name == "Staal en Zoon"
    assert registry.get_logs_for_instance(employer).get().user == operator


def test_nobody_else_changes_hubs_and_employers(manager):
    hub, employer = HubFactory(), EmployerFactory()
    with pytest.raises(PermissionDenied):
        update_hub(by=manager, hub=hub, name="Van mij", slug="mij")
    with pytest.raises(PermissionDenied):
        update_employer(by=manager, employer=employer, name="Van mij", kvk_number=employer.kvk_number)


def test_person_keeps_a_language_that_the_site_speaks():
    user = UserFactory(language="nl")
    assert change_language(by=user, language="de")
    assert not change_language(by=user, language="xx")
    user.refresh_from_db()
    assert user.language == "de"
