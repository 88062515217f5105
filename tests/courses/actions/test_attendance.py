"""Marking attendance: statements, progress, corrections and the name on the document."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils.translation import override

from courses.actions.mark_attendance import mark_attendance
from courses.actions.record_progress import record_progress
from courses.actions.sign_off import sign_off
from courses.actions.start_practical import NameDiffers
from courses.actions.withdraw import withdraw
from courses.models import Attendance, Completion, Enrolment, Progress, Session, SessionRegistration
from courses.personal_data import erase_learning, export_learning
from courses.steps import StepRefused, session_activity
from lms.lrs.models import Statement
from lms.lrs.queries import statements_of_registration
from lms.lrs.statements import activity_id_of, actor_of
from lms.lrs.vocabulary import ATTENDED, VOIDED, ActivityType
from lms.organisations.models import Role
from tests.factories.courses import EnrolmentFactory, ModuleVersionFactory, answer_all, finish_all
from tests.factories.organisations import FieldlabFactory, MembershipFactory
from tests.factories.sessions import attended_session, planned_session, signed_up, trainer_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are read in English here."""
    with override("en"):
        yield


@pytest.fixture
def enrolment() -> Enrolment:
    return EnrolmentFactory(version=ModuleVersionFactory(lessons=1, sessions=1))


@pytest.fixture
def session(enrolment: Enrolment) -> Session:
    session = planned_session(enrolment.version)
    signed_up(enrolment, session)
    return session


def mark(enrolment: Enrolment, session: Session, *, present: bool = True, minutes: int = 5, **given: Any) -> Any:
    by = given.pop("by", None) or trainer_of(session.fieldlab)
    with time_machine.travel(session.starts_at + timedelta(minutes=minutes)):
        return mark_attendance(by=by, session_id=session.pk, enrolment_id=enrolment.pk, present=present, **given)


def attended(enrolment: Enrolment) -> list[dict[str, Any]]:
    """What counts now."""
    found = statements_of_registration(enrolment.pk)
    return [item.data for item in found if item.data["verb"]["id"] == ATTENDED.iri]


def condition(enrolment: Enrolment) -> dict[str, Any]:
    (found,) = Progress.objects.get(enrolment=enrolment).conditions_of("attendance")
    return found


def test_statement_names_the_meeting_with_a_day_as_people_write_it(enrolment: Enrolment, session: Session) -> None:
    session.starts_at = datetime(2026, 12, 6, 9, tzinfo=UTC)
    name = session_activity(enrolment, session)["name"]
    assert name["nl"].startswith("Bijeenkomst van 6 december 2026: ")


def test_present_is_a_statement_of_the_fieldlab_about_a_meeting(enrolment: Enrolment, session: Session) -> None:
    marked = mark(enrolment, session)
    (data,) = attended(enrolment)
    trainer = trainer_of(session.fieldlab)
    assert data["id"] == str(marked.statement)
    assert data["actor"] == actor_of(enrolment.user.pseudonym)
    assert data["object"]["id"] == activity_id_of(session.pk)
    assert data["object"]["definition"]["type"] == ActivityType.MEETING
    assert data["context"]["instructor"] == actor_of(trainer.pseudonym)
    parents = data["context"]["contextActivities"]["parent"]
    assert [item["id"] for item in parents] == [activity_id_of(enrolment.module_key)]
    authority = json.loads(Statement.objects.get(id=marked.statement).authority)
    assert authority["account"]["name"] == f"fieldlab:{session.fieldlab.uuid}"


def test_module_completes_with_the_session_that_it_asks_for(enrolment: Enrolment, session: Session) -> None:
    answer_all(enrolment)
    finish_all(enrolment)
    assert not Completion.objects.exists()
    mark(enrolment, session)
    assert Completion.objects.get().enrolment == enrolment
    assert condition(enrolment)["done"] is True


def test_the_same_mark_again_changes_nothing(enrolment: Enrolment, session: Session) -> None:
    first = mark(enrolment, session, identity_name=enrolment.user.name)
    count = Statement.objects.count()
    again = mark(enrolment, session, identity_name=enrolment.user.name, minutes=9)
    same = mark(enrolment, session, minutes=9)
    assert (again.marked_at, same.identity_name) == (first.marked_at, enrolment.user.name)
    assert Statement.objects.count() == count


def test_correction_voids_what_was_said_and_present_again_says_it_anew(
    enrolment: Enrolment, session: Session
) -> None:
    first = mark(enrolment, session, identity_name=enrolment.user.name)
    absent = mark(enrolment, session, present=False)
    assert (attended(enrolment), condition(enrolment)["done"]) == ([], False)
    assert (absent.statement, absent.identity_checked, absent.identity_name) == (None, False, "")
    void = json.loads(Statement.objects.order_by("seq")[Statement.objects.count() - 1].raw)
    assert (void["verb"]["id"], void["object"]["id"]) == (VOIDED.iri, str(first.statement))
    back = mark(enrolment, session)
    (data,) = attended(enrolment)
    assert data["id"] == str(back.statement) != str(first.statement)
    assert (condition(enrolment)["done"], Attendance.objects.count()) == (True, 1)


def test_absent_is_said_of_nobody(enrolment: Enrolment, session: Session) -> None:
    marked = mark(enrolment, session, present=False)
    assert (marked.present, attended(enrolment), condition(enrolment)["done"]) == (False, [], False)


def test_identity_may_be_checked_after_presence_was_marked(enrolment: Enrolment, session: Session) -> None:
    first = mark(enrolment, session)
    checked = mark(enrolment, session, identity_name=enrolment.user.name)
    assert (checked.identity_checked, checked.identity_name) == (True, enrolment.user.name)
    assert (checked.statement, len(attended(enrolment))) == (first.statement, 1)


def test_another_name_than_the_accounts_is_asked_about_once(enrolment: Enrolment, session: Session) -> None:
    with pytest.raises(NameDiffers):
        mark(enrolment, session, identity_name="Johanna de Wit")
    assert Attendance.objects.count() == 0
    checked = mark(enrolment, session, identity_name="Johanna de Wit", name_confirmed=True)
    assert checked.identity_name == "Johanna de Wit"
    with pytest.raises(StepRefused, match="letters"):
        mark(enrolment, session, identity_name="007")


def test_marking_is_from_half_an_hour_before_the_start(enrolment: Enrolment, session: Session) -> None:
    with pytest.raises(StepRefused, match="not started yet"):
        mark(enrolment, session, minutes=-31)
    mark(enrolment, session, minutes=-29)
    (data,) = attended(enrolment)
    assert data["timestamp"] < session.starts_at.isoformat()


def test_marking_is_for_trainers_of_the_fieldlab_and_of_others_only(
    enrolment: Enrolment, session: Session
) -> None:
    manager = MembershipFactory(role=Role.MANAGER, fieldlab=session.fieldlab).user
    assessor = MembershipFactory(role=Role.ASSESSOR, fieldlab=session.fieldlab).user
    for stranger in (assessor, trainer_of(FieldlabFactory()), enrolment.user):
        with pytest.raises(Enrolment.DoesNotExist):
            mark(enrolment, session, by=stranger)
    own = EnrolmentFactory(version=enrolment.version, user=manager)
    signed_up(own, session)
    with pytest.raises(StepRefused, match="yourself"):
        mark(own, session, by=manager)
    assert mark(enrolment, session, by=manager).trainer == manager


def test_who_did_not_sign_up_or_signed_off_is_not_there(enrolment: Enrolment, session: Session) -> None:
    with pytest.raises(SessionRegistration.DoesNotExist):
        mark(EnrolmentFactory(version=enrolment.version), session)
    sign_off(by=enrolment.user, enrolment_id=enrolment.pk, session_id=session.pk)
    with pytest.raises(SessionRegistration.DoesNotExist):
        mark(enrolment, session)


def test_attendance_does_not_change_after_completing_or_stopping(enrolment: Enrolment, session: Session) -> None:
    other = signed_up(EnrolmentFactory(version=enrolment.version), session)
    withdraw(by=other.user, enrolment_id=other.pk)
    with pytest.raises(StepRefused, match="stopped with the module"):
        mark(other, session)
    answer_all(enrolment)
    finish_all(enrolment)
    mark(enrolment, session)
    with pytest.raises(StepRefused, match="has completed the module"):
        mark(enrolment, session, present=False)
    assert (Attendance.objects.get().present, len(attended(enrolment))) == (True, 1)


def test_rebuilding_gives_the_same_progress(enrolment: Enrolment, session: Session) -> None:
    mark(enrolment, session)
    before = Progress.objects.get(enrolment=enrolment).conditions
    Progress.objects.filter(enrolment=enrolment).update(conditions=[], done=0)
    call_command("rebuild_progress", stdout=StringIO())
    assert Progress.objects.get(enrolment=enrolment).conditions == before
    assert record_progress(enrolment_id=enrolment.pk).conditions == before


def test_personal_data_tells_sessions_and_erasing_takes_the_name_out(enrolment: Enrolment) -> None:
    attended_session(enrolment, name=enrolment.user.name)
    exported = export_learning(enrolment.user)
    assert [item["place"] for item in exported["meetings"]] == ["Hal 3, Eindhoven"]
    assert [item["identity_name"] for item in exported["attendances"]] == [enrolment.user.name]
    trainer = trainer_of(enrolment.version.fieldlab)
    assert len(export_learning(trainer)["attendances_marked"]) == 1
    assert len(export_learning(trainer)["sessions_planned"]) == 1
    erase_learning(enrolment.user)
    marked = Attendance.objects.get()
    assert (marked.identity_name, marked.identity_checked, marked.present) == ("", True, True)
