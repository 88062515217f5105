from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from credentials.actions.confirm_name import confirm_name
from credentials.actions.withdraw_name_confirmation import withdraw_name_confirmation
from credentials.checking.facts import facts_of
from credentials.checking.network import check_own
from credentials.formats.identity_evidence import IdentityWay, read_identity_evidence
from credentials.models import Credential, NameConfirmation
from credentials.queries import newest_issue
from lms.accounts.models import User
from lms.organisations.models import Employer, Membership, Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CredentialFactory
from tests.factories.organisations import EmployerFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(db: None) -> User:
    return UserFactory(name="Sanne de Vries")


@pytest.fixture
def works_at(worker: User) -> Employer:
    employer = EmployerFactory(name="Van Dam bv")
    MembershipFactory(user=worker, role=Role.EMPLOYEE, employer=employer)
    return employer


@pytest.fixture
def hr(works_at: Employer) -> User:
    return MembershipFactory(role=Role.HR, employer=works_at).user


def confirm(hr: User, worker: User, employer: Employer, **fields) -> NameConfirmation:
    return confirm_name(**{"by": hr, "employee": worker, "employer": employer, "name": worker.name, **fields})


def document(credential: Credential) -> dict:
    issue = newest_issue(credential)
    assert check_own(issue).valid
    return json.loads(bytes(issue.document))


def stated(credential: Credential) -> tuple[IdentityWay, str]:
    found = read_identity_evidence(document(credential)["evidence"][0])
    return found.way, found.checked_by


def test_a_name_that_nobody_checked_is_called_so(worker: User) -> None:
    credential = CredentialFactory(user=worker)
    assert stated(credential) == (IdentityWay.SELF_DECLARED, "")
    assert (
        facts_of(document(credential)).identity
        == "Naam zoals de houder die opgaf; niemand heeft die gecontroleerd."
    )


def test_the_assessor_s_check_stands_in_the_credential(worker: User) -> None:
    credential = CredentialFactory(user=worker, practical=True)
    assert stated(credential) == (IdentityWay.PRACTICAL_DOCUMENT, "Joris Jansen")
    facts = facts_of(document(credential))
    assert "Joris Jansen" in facts.identity
    assert "praktijk" in facts.identity
    # It stands with the name, not in the list of evidence.
    assert facts.evidence == ()


def test_an_employer_s_confirmation_stands_in_new_credentials_only(
    worker: User, works_at: Employer, hr: User
) -> None:
    before = CredentialFactory(user=worker)
    confirm(hr, worker, works_at)
    after = CredentialFactory(user=worker, version=ModuleVersionFactory())
    assert stated(before) == (IdentityWay.SELF_DECLARED, "")
    assert stated(after) == (IdentityWay.EMPLOYER, "Van Dam bv")


def test_a_practical_counts_more_than_an_employer(worker: User, works_at: Employer, hr: User) -> None:
    confirm(hr, worker, works_at)
    assert stated(CredentialFactory(user=worker, practical=True))[0] is IdentityWay.PRACTICAL_DOCUMENT


def test_a_confirmation_is_of_one_name(worker: User, works_at: Employer, hr: User) -> None:
    confirm(hr, worker, works_at)
    worker.name = "Prins Bernhard"
    worker.save()
    assert stated(CredentialFactory(user=worker))[0] is IdentityWay.SELF_DECLARED
    second = confirm(hr, worker, works_at)
    assert list(NameConfirmation.objects.filter(withdrawn_at=None)) == [second]


def test_a_confirmation_taken_back_counts_no_more(worker: User, works_at: Employer, hr: User) -> None:
    confirmation = confirm(hr, worker, works_at)
    withdraw_name_confirmation(by=worker, confirmation=confirmation)
    withdraw_name_confirmation(by=hr, confirmation=confirmation)
    assert stated(CredentialFactory(user=worker))[0] is IdentityWay.SELF_DECLARED
    with pytest.raises(PermissionDenied):
        withdraw_name_confirmation(by=UserFactory(), confirmation=confirmation)


def test_confirming_twice_is_once(worker: User, works_at: Employer, hr: User) -> None:
    assert confirm(hr, worker, works_at) == confirm(hr, worker, works_at)


def test_a_name_that_was_changed_meanwhile_is_not_confirmed(worker: User, works_at: Employer, hr: User) -> None:
    with pytest.raises(ValidationError):
        confirm(hr, worker, works_at, name="Iemand anders")


def test_only_hr_of_where_somebody_works_now_confirms(worker: User, works_at: Employer, hr: User) -> None:
    elsewhere = MembershipFactory(role=Role.HR, employer=EmployerFactory()).user
    for by, employer in ((elsewhere, works_at), (worker, works_at), (hr, EmployerFactory())):
        with pytest.raises(PermissionDenied):
            confirm(by, worker, employer)
    MembershipFactory(user=hr, role=Role.EMPLOYEE, employer=works_at)
    with pytest.raises(PermissionDenied):
        confirm(hr, hr, works_at)
    Membership.objects.filter(user=worker).update(until=timezone.now())
    with pytest.raises(PermissionDenied):
        confirm(hr, worker, works_at)
