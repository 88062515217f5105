"""Sessions of a module, planned by one of its trainers, and who was there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import time_machine
from django.utils import timezone

from courses.actions.mark_attendance import mark_attendance
from courses.actions.plan_session import Plan, plan_session
from courses.actions.sign_up import sign_up
from courses.models import Attendance, Enrolment, ModuleVersion, Session
from lms.accounts.models import User
from lms.organisations.models import Fieldlab, Membership, Role
from tests.factories.organisations import MembershipFactory


def trainer_of(fieldlab: Fieldlab) -> User:
    """A trainer of the fieldlab; the same one each time."""
    found = Membership.objects.current().filter(fieldlab=fieldlab, role=Role.TRAINER).order_by("pk").first()
    return (found or MembershipFactory(role=Role.TRAINER, fieldlab=fieldlab)).user


def plan_of(**given: Any) -> Plan:
    start = timezone.now().replace(microsecond=0) + timedelta(days=7)
    facts: dict[str, Any] = {
        "starts_at": start,
        "ends_at": start + timedelta(hours=3),
        "capacity": 8,
        "language": "nl",
        "place": "Hal 3, Eindhoven",
    }
    return Plan(**(facts | given))


def planned_session(version: ModuleVersion, **given: Any) -> Session:
    """A session of the module in a week, for eight people; `given` is what of its plan is otherwise."""
    trainer = trainer_of(version.fieldlab)
    return plan_session(by=trainer, session_id=uuid4(), module_key=version.module_key, plan=plan_of(**given))


def signed_up(enrolment: Enrolment, session: Session) -> Enrolment:
    sign_up(by=enrolment.user, enrolment_id=enrolment.pk, session_id=session.pk)
    return enrolment


def attended_session(enrolment: Enrolment, session: Session | None = None, *, name: str = "") -> Attendance:
    """That somebody signed up, came, and was marked at the start; `name` is the one on their document."""
    session = session or planned_session(enrolment.version)
    signed_up(enrolment, session)
    with time_machine.travel(session.starts_at + timedelta(minutes=1)):
        return mark_attendance(
            by=trainer_of(session.fieldlab),
            session_id=session.pk,
            enrolment_id=enrolment.pk,
            present=True,
            identity_name=name,
        )
