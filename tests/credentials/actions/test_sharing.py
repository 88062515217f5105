from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from credentials.actions.check_shared import check_shared
from credentials.actions.give_consent import give_consent
from credentials.actions.open_share import ShareAsksFirst, ShareEnded, ShareUnknown, open_share
from credentials.actions.share_by_link import NewShare, share_by_link
from credentials.actions.stop_consent import stop_consent
from credentials.actions.take_back_share import take_back_share
from credentials.models import Consent, Credential, EvidenceKind, Look, Receipt, Share
from credentials.tasks import sweep
from lms.accounts.models import User
from lms.organisations.actions.end_membership import end_membership
from lms.organisations.models import Employer, Membership
from tests.factories.accounts import UserFactory
from tests.factories.organisations import EmployerFactory

pytestmark = pytest.mark.django_db
SOON = timedelta(days=30)


def share(credential: Credential, **fields) -> NewShare:
    given = {"label": "Van Dam", "expires_at": timezone.now() + SOON, "works_once": False, "step": uuid4()}
    return share_by_link(by=credential.user, credentials=[credential], **{**given, **fields})


def consent_to(credential: Credential, employer: Employer, **fields) -> Consent:
    given = {"purpose": Consent.Purpose.SAFETY, "expires_at": timezone.now() + SOON}
    return give_consent(by=credential.user, credential=credential, employer=employer, **{**given, **fields})


def test_a_link_opens_and_each_time_is_a_look(credential: Credential) -> None:
    new = share(credential)
    assert open_share(token=new.token).items.get().credential == credential
    open_share(token=new.token)
    assert (
        list(Look.objects.values_list("credential", "share", "kind"))
        == [(credential.pk, new.share.pk, "link")] * 2
    )


def test_the_token_is_not_stored(credential: Credential) -> None:
    new = share(credential)
    assert len(new.token) >= 43
    assert new.token not in str(Share.objects.values().get())


def test_the_same_form_again_makes_no_second_link(credential: Credential) -> None:
    step = uuid4()
    first, second = share(credential, step=step), share(credential, step=step)
    assert first == second
    assert Share.objects.count() == 1
    take_back_share(by=credential.user, share=first.share)
    assert share(credential, step=step).token is None


def test_two_links_have_two_tokens(credential: Credential) -> None:
    assert share(credential).token != share(credential).token


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_a_link_ends_within_a_year(credential: Credential, days: int) -> None:
    with pytest.raises(ValidationError):
        share(credential, expires_at=timezone.now() + timedelta(days=days))


def test_only_the_holder_shares(credential: Credential, manager: User) -> None:
    with pytest.raises(PermissionDenied):
        share_by_link(
            by=manager,
            credentials=[credential],
            label="x",
            expires_at=timezone.now() + SOON,
            works_once=False,
            step=uuid4(),
        )


def test_a_link_that_was_taken_back_or_ended_shows_nothing(credential: Credential) -> None:
    new = share(credential)
    for _ in range(2):
        take_back_share(by=credential.user, share=new.share)
    with pytest.raises(ShareEnded):
        open_share(token=new.token)
    old = share(credential)
    Share.objects.filter(pk=old.share.pk).update(expires_at=timezone.now())
    with pytest.raises(ShareEnded):
        open_share(token=old.token)
    assert not Look.objects.exists()


def test_a_link_that_works_once_asks_first_and_is_then_used_up(credential: Credential) -> None:
    new = share(credential, works_once=True)
    with pytest.raises(ShareAsksFirst):
        open_share(token=new.token)
    open_share(token=new.token, confirmed=True)
    for confirmed in (False, True):
        with pytest.raises(ShareEnded):
            open_share(token=new.token, confirmed=confirmed)


def test_an_unknown_link_is_unknown() -> None:
    with pytest.raises(ShareUnknown):
        open_share(token="nothing")


def test_consent_is_given_once_and_can_be_renewed(credential: Credential, employer: Employer) -> None:
    first = consent_to(credential, employer)
    assert consent_to(credential, employer) == first
    Consent.objects.update(expires_at=timezone.now())
    second = consent_to(credential, employer)
    first.refresh_from_db()
    assert second != first
    assert first.stopped_at == first.expires_at


def test_consent_is_for_the_holder_and_an_own_employer_only(credential: Credential, employer: Employer) -> None:
    with pytest.raises(PermissionDenied):
        consent_to(credential, EmployerFactory())
    with pytest.raises(PermissionDenied):
        give_consent(
            by=UserFactory(),
            credential=credential,
            employer=employer,
            purpose=Consent.Purpose.SAFETY,
            expires_at=timezone.now() + SOON,
        )


def test_stopping_tells_hr_once_and_closes_the_desk(
    credential: Credential, employer: Employer, officer: User
) -> None:
    consent = consent_to(credential, employer)
    check_shared(by=officer, consent=consent)
    mail.outbox.clear()
    for _ in range(2):
        stop_consent(by=credential.user, consent=consent)
    sweep()
    sweep()
    to_officer = [message for message in mail.outbox if message.to == [officer.email]]
    assert len(to_officer) == 1
    assert credential.user.name in to_officer[0].subject
    assert credential.achievement.name not in to_officer[0].subject + to_officer[0].body
    with pytest.raises(PermissionDenied):
        check_shared(by=officer, consent=consent)
    assert Receipt.objects.count() == Look.objects.count() == 1


def test_only_the_holder_stops(credential: Credential, employer: Employer, officer: User) -> None:
    consent = consent_to(credential, employer)
    with pytest.raises(PermissionDenied):
        stop_consent(by=officer, consent=consent)
    consent.refresh_from_db()
    assert consent.stopped_at is None


def test_the_end_of_employment_ends_what_is_shared(
    credential: Credential, employer: Employer, officer: User
) -> None:
    consent = consent_to(credential, employer)
    end_membership(by=officer, membership=Membership.objects.get(user=credential.user, employer=employer))
    consent.refresh_from_db()
    assert consent.stopped_at is not None


def test_a_check_by_hr_is_a_look_and_a_receipt_without_the_credential(
    credential: Credential, employer: Employer, officer: User
) -> None:
    consent = consent_to(credential, employer)
    checked = check_shared(by=officer, consent=consent)
    look = Look.objects.get()
    assert (look.by, look.consent, look.kind) == (officer, consent, "opened")
    assert checked.receipt.valid
    assert credential.user.name not in str(Receipt.objects.values().get())
    assert credential.achievement.name not in str(Receipt.objects.values().get())


@pytest.mark.parametrize(
    "other",
    [
        {"purpose": Consent.Purpose.DEVELOPMENT},
        {"expires_at": timezone.now() + timedelta(days=200)},
        {"evidence": [EvidenceKind.MODULE]},
    ],
)
def test_sharing_again_on_other_terms_says_that_the_first_runs(
    credential: Credential, employer: Employer, other: dict[str, object]
) -> None:
    first = consent_to(credential, employer)
    assert consent_to(credential, employer) == first
    with pytest.raises(ValidationError, match=employer.name):
        consent_to(credential, employer, **other)
    stop_consent(by=credential.user, consent=first)
    assert consent_to(credential, employer, **other) != first
