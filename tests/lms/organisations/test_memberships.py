import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.accounts.models import User
from lms.core.registry import membership_end
from lms.organisations.actions.end_membership import end_membership
from lms.organisations.actions.grant_role import grant_role
from lms.organisations.models import Membership, Role
from tests.factories.accounts import UserFactory
from tests.factories.organisations import EmployerFactory, FieldlabFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_roles_cost_one_query_however_often_they_are_asked():
    user = MembershipFactory(role=Role.TRAINER, fieldlab=FieldlabFactory()).user
    MembershipFactory(user=user, role=Role.EMPLOYEE, employer=EmployerFactory())
    user = User.objects.get(pk=user.pk)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert user.roles == {"trainer", "employee"}
        assert user.roles
    assert len(queries) == 1


def test_grant_role_twice_gives_the_running_membership():
    fieldlab, user = FieldlabFactory(), UserFactory()
    manager = MembershipFactory(role=Role.MANAGER, fieldlab=fieldlab).user
    first = grant_role(by=manager, user=user, role=Role.TRAINER, fieldlab=fieldlab)
    assert grant_role(by=manager, user=user, role=Role.TRAINER, fieldlab=fieldlab) == first


def test_person_may_come_back_to_an_employer():
    employer, user = EmployerFactory(), UserFactory()
    first = MembershipFactory(user=user, role=Role.EMPLOYEE, employer=employer)
    end_membership(by=user, membership=first)
    second = MembershipFactory(user=user, role=Role.EMPLOYEE, employer=employer)
    assert list(Membership.objects.current().filter(user=user)) == [second]


def test_end_membership_runs_what_hangs_on_it_once(monkeypatch):
    ended = []
    monkeypatch.setitem(membership_end._steps, "test", lambda membership, by: ended.append(membership.pk))
    membership = MembershipFactory(role=Role.EMPLOYEE, employer=EmployerFactory())
    for _again in range(2):
        end_membership(by=membership.user, membership=membership)
    assert ended == [membership.pk]


def test_end_membership_by_a_colleague_is_refused():
    employer = EmployerFactory()
    membership = MembershipFactory(role=Role.EMPLOYEE, employer=employer)
    with pytest.raises(PermissionDenied):
        end_membership(by=MembershipFactory(role=Role.EMPLOYEE, employer=employer).user, membership=membership)


def test_end_membership_of_the_last_operator_is_refused():
    first, second = MembershipFactory(role=Role.OPERATOR), MembershipFactory(role=Role.OPERATOR)
    end_membership(by=second.user, membership=first)
    with pytest.raises(ValidationError):
        end_membership(by=second.user, membership=second)


def test_leaving_an_employer_is_one_button_and_nobody_elses(client: Client):
    membership = MembershipFactory(role=Role.EMPLOYEE, employer=EmployerFactory(name="Metaal bv"))
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/account/roles/{membership.pk}/leave/").status_code == 404
    client.force_login(membership.user, backend="django.contrib.auth.backends.ModelBackend")
    assert "Metaal bv" in client.get("/account/roles/").content.decode()
    client.post(f"/account/roles/{membership.pk}/leave/")
    membership.refresh_from_db()
    assert membership.until is not None
