"""Planning, changing and cancelling sessions, and signing up for them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import override

from courses.actions.cancel_session import cancel_session
from courses.actions.change_session import change_session
from courses.actions.mark_attendance import mark_attendance
from courses.actions.plan_session import plan_session
from courses.actions.sign_off import sign_off
from courses.actions.sign_up import sign_up
from courses.actions.withdraw import withdraw
from courses.models import Enrolment, ModuleVersion, Session, SessionRegistration
from courses.session_queries import own_registrations, sessions_shown
from courses.steps import StepRefused
from courses.tasks import sweep
from lms.lrs.queries import statements_of_registration
from lms.lrs.statements import activity_id_of
from lms.lrs.vocabulary import REGISTERED, UNREGISTERED
from lms.organisations.models import Role
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all, finish_all
from tests.factories.organisations import FieldlabFactory, MembershipFactory
from tests.factories.sessions import plan_of, planned_session, signed_up, trainer_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are read in English here."""
    with override("en"):
        yield


@pytest.fixture
def version() -> ModuleVersion:
    return ModuleVersionFactory(lessons=1)


@pytest.fixture
def enrolment(version: ModuleVersion) -> Enrolment:
    return EnrolmentFactory(version=version)


def meeting_verbs(enrolment: Enrolment, session: Session) -> list[str]:
    said = [item.data for item in statements_of_registration(enrolment.pk)]
    return [item["verb"]["id"] for item in said if item["object"]["id"] == activity_id_of(session.pk)]


def test_planning_the_same_form_twice_makes_one_session(version: ModuleVersion) -> None:
    trainer, session_id = trainer_of(version.fieldlab), uuid4()
    first = plan_session(by=trainer, session_id=session_id, module_key=version.module_key, plan=plan_of())
    again = plan_session(by=trainer, session_id=session_id, module_key=version.module_key, plan=plan_of(place="X"))
    assert (again, again.place, Session.objects.count()) == (first, "Hal 3, Eindhoven", 1)


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.TRAINER])
def test_planning_is_for_who_writes_the_module(version: ModuleVersion, role: Role) -> None:
    lab = version.fieldlab if role == Role.ASSESSOR else FieldlabFactory()
    somebody = MembershipFactory(role=role, fieldlab=lab).user
    with pytest.raises(ModuleVersion.DoesNotExist):
        plan_session(by=somebody, session_id=uuid4(), module_key=version.module_key, plan=plan_of())
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"starts_at": -1}, "starts later than now"),
        ({"ends_at": 1}, "ends after it has started"),
        ({"place": " "}, "Say where"),
        ({"capacity": 0}, "1 to 500 places"),
        ({"language": "fr"}, "language"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_planning_refuses_what_nobody_could_come_to(
    version: ModuleVersion, given: dict[str, Any], words: str
) -> None:
    moments = {"starts_at", "ends_at"}
    facts = {
        name: timezone.now() + timedelta(hours=value) if name in moments else value
        for name, value in given.items()
    }
    with pytest.raises(StepRefused, match=words):
        planned_session(version, **facts)


def test_signing_up_takes_one_place_however_often(enrolment: Enrolment, version: ModuleVersion) -> None:
    session = planned_session(version)
    for _time in range(2):
        signed_up(enrolment, session)
    (shown,) = sessions_shown(version.module_key, None)
    assert (shown.taken, shown.left) == (1, 7)  # type: ignore[attr-defined]
    assert [item.session for item in own_registrations(enrolment.user)] == [session]
    assert meeting_verbs(enrolment, session) == [REGISTERED.iri]


def test_full_session_takes_nobody_else_until_somebody_signs_off(
    enrolment: Enrolment, version: ModuleVersion
) -> None:
    session = planned_session(version, capacity=1)
    signed_up(enrolment, session)
    other = EnrolmentFactory(version=version)
    with pytest.raises(StepRefused, match="full"):
        signed_up(other, session)
    for _time in range(2):
        sign_off(by=enrolment.user, enrolment_id=enrolment.pk, session_id=session.pk)
    signed_up(other, session)
    assert meeting_verbs(enrolment, session) == [REGISTERED.iri, UNREGISTERED.iri]
    assert list(own_registrations(enrolment.user)) == []


def test_stopping_with_the_module_gives_the_place_back(enrolment: Enrolment, version: ModuleVersion) -> None:
    session = planned_session(version, capacity=1)
    signed_up(enrolment, session)
    withdraw(by=enrolment.user, enrolment_id=enrolment.pk)
    assert sessions_shown(version.module_key, None).get().left == 1
    signed_up(EnrolmentFactory(version=version), session)


def test_signing_up_again_after_signing_off(enrolment: Enrolment, version: ModuleVersion) -> None:
    session = planned_session(version)
    signed_up(enrolment, session)
    sign_off(by=enrolment.user, enrolment_id=enrolment.pk, session_id=session.pk)
    signed_up(enrolment, session)
    assert SessionRegistration.objects.taken().count() == 1
    assert meeting_verbs(enrolment, session) == [REGISTERED.iri, UNREGISTERED.iri, REGISTERED.iri]


def test_session_of_another_module_is_not_there(enrolment: Enrolment) -> None:
    elsewhere = planned_session(ModuleVersionFactory(fieldlab=enrolment.version.fieldlab))
    with pytest.raises(Session.DoesNotExist):
        signed_up(enrolment, elsewhere)
    with pytest.raises(Enrolment.DoesNotExist):
        sign_up(by=EnrolmentFactory().user, enrolment_id=enrolment.pk, session_id=elsewhere.pk)


def test_signing_up_is_refused_in_words_when_it_makes_no_sense(
    enrolment: Enrolment, version: ModuleVersion
) -> None:
    session, cancelled = planned_session(version), planned_session(version)
    cancel_session(by=trainer_of(version.fieldlab), session_id=cancelled.pk, reason="Ziek")
    with pytest.raises(StepRefused, match="does not take place"):
        signed_up(enrolment, cancelled)
    started = time_machine.travel(session.starts_at + timedelta(minutes=1))
    with started, pytest.raises(StepRefused, match="has started already"):
        signed_up(enrolment, session)
    answer_all(enrolment)
    finish_all(enrolment)
    with pytest.raises(StepRefused, match="completed this module"):
        signed_up(enrolment, session)


def test_signing_off_is_refused_once_it_has_started(enrolment: Enrolment, version: ModuleVersion) -> None:
    session = planned_session(version)
    signed_up(enrolment, session)
    started = time_machine.travel(session.starts_at + timedelta(minutes=1))
    with started, pytest.raises(StepRefused, match="has started already"):
        sign_off(by=enrolment.user, enrolment_id=enrolment.pk, session_id=session.pk)


def test_changing_tells_who_has_signed_up_once_in_their_language(
    enrolment: Enrolment, version: ModuleVersion, mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    session = planned_session(version, online_address="https://meet.example/1")
    enrolment.user.language = "en"
    enrolment.user.save()
    signed_up(enrolment, session)
    plan = plan_of(place="Hal 9", starts_at=session.starts_at, ends_at=session.ends_at)
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            change_session(by=trainer_of(version.fieldlab), session_id=session.pk, plan=plan)
        sweep()
    (mail,) = mailoutbox
    assert mail.to == [enrolment.user.email]
    assert "Robots veilig bedienen (en)" in mail.subject
    assert "Hal 9" in mail.body


def test_sweep_tells_what_no_task_did_and_what_changed_meanwhile(
    enrolment: Enrolment, version: ModuleVersion, mailoutbox: Any
) -> None:
    session, trainer = planned_session(version), trainer_of(version.fieldlab)
    signed_up(enrolment, session)
    change_session(by=trainer, session_id=session.pk, plan=plan_of(place="Hal 9"))
    sweep()
    cancel_session(by=trainer, session_id=session.pk, reason="De trainer is ziek.")
    cancel_session(by=trainer, session_id=session.pk, reason="Nog eens.")
    sweep()
    sweep()
    assert ["Hal 9" in mail.body for mail in mailoutbox] == [True, False]
    assert "De trainer is ziek." in mailoutbox[1].body


def test_more_places_is_nothing_to_tell(enrolment: Enrolment, version: ModuleVersion, mailoutbox: Any) -> None:
    session = planned_session(version)
    signed_up(enrolment, session)
    plan = plan_of(capacity=9, starts_at=session.starts_at, ends_at=session.ends_at)
    change_session(by=trainer_of(version.fieldlab), session_id=session.pk, plan=plan)
    sweep()
    assert (mailoutbox, Session.objects.get().capacity) == ([], 9)


def test_changing_is_refused_below_the_places_taken_and_for_others(
    enrolment: Enrolment, version: ModuleVersion
) -> None:
    session, trainer = planned_session(version), trainer_of(version.fieldlab)
    signed_up(enrolment, session)
    signed_up(EnrolmentFactory(version=version), session)
    with pytest.raises(StepRefused, match="2 people"):
        change_session(by=trainer, session_id=session.pk, plan=plan_of(capacity=1))
    stranger = trainer_of(FieldlabFactory())
    with pytest.raises(Session.DoesNotExist):
        change_session(by=stranger, session_id=session.pk, plan=plan_of())
    with pytest.raises(Session.DoesNotExist):
        cancel_session(by=stranger, session_id=session.pk, reason="Nee")
    with pytest.raises(StepRefused, match="Say why"):
        cancel_session(by=trainer, session_id=session.pk, reason=" ")
    with time_machine.travel(session.starts_at + timedelta(minutes=1)):
        with pytest.raises(StepRefused, match="has started"):
            change_session(by=trainer, session_id=session.pk, plan=plan_of())
        with pytest.raises(StepRefused, match="has started"):
            cancel_session(by=trainer, session_id=session.pk, reason="Te laat")


def test_cancelled_session_is_not_marked(enrolment: Enrolment, version: ModuleVersion) -> None:
    session, trainer = planned_session(version), trainer_of(version.fieldlab)
    signed_up(enrolment, session)
    cancel_session(by=trainer, session_id=session.pk, reason="Ziek")
    with pytest.raises(StepRefused, match="cancelled"):
        mark_attendance(by=trainer, session_id=session.pk, enrolment_id=enrolment.pk, present=True)
