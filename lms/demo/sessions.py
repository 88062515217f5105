"""Sessions of RobotLab Noord: one today, one to come, one that is full and one that was cancelled."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from courses.actions.cancel_session import cancel_session
from courses.actions.plan_session import Plan, plan_session
from courses.actions.sign_up import sign_up
from courses.models import Enrolment, ModuleVersion, Session
from lms.accounts.models import User
from lms.demo.people import Cast
from lms.organisations.models import Role

PLACE = "RobotLab Noord, hal 2, Groningen"
NOTES = "Neem werkschoenen en een identiteitsbewijs mee. Meld je bij de balie."


def plan(trainer: User, module_key: UUID, starts_at: datetime, *, hours: int = 2, capacity: int = 8) -> Session:
    """The trainer plans a session at RobotLab Noord."""
    return plan_session(
        by=trainer,
        session_id=uuid4(),
        module_key=module_key,
        plan=Plan(
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=hours),
            capacity=capacity,
            language="nl",
            place=PLACE,
            contact=trainer.email,
            notes=NOTES,
        ),
    )


def next_session(trainer: User, module_key: UUID, now: datetime) -> Session:
    """The session of these two weeks with a free place; a new one in two days where there is none."""
    coming = Session.objects.filter(module_key=module_key, starts_at__gt=now, starts_at__lte=now + timedelta(14))
    free = next((session for session in coming.with_taken().order_by("starts_at") if session.left), None)
    return free or plan(trainer, module_key, now.replace(hour=13, minute=0) + timedelta(days=2))


def plan_coming_sessions(versions: dict[str, ModuleVersion], cast: Cast) -> None:
    """What a trainer and a worker find today: who follows the modules has signed up."""
    trainer, now = cast.staff["robotlab-noord", Role.TRAINER], timezone.now().replace(second=0, microsecond=0)
    cobots, robots = versions["cobotveiligheid"].module_key, versions["robotprogrammeren-1"].module_key
    # Of today's the list may be marked at once.
    come(plan(trainer, cobots, now + timedelta(minutes=20)), most=4)
    come(plan(trainer, cobots, now + timedelta(days=6), capacity=2), most=2)
    plan(trainer, cobots, now + timedelta(days=13), capacity=12)
    practice = plan(trainer, robots, now + timedelta(days=8), hours=3, capacity=6)
    come(practice, most=2)
    going = Enrolment.objects.get(user=cast.worker, module_key=robots)
    sign_up(by=cast.worker, enrolment_id=going.pk, session_id=practice.pk)
    cancelled = plan(trainer, cobots, now + timedelta(days=20))
    cancel_session(by=trainer, session_id=cancelled.pk, reason="De cobot is dan in onderhoud.")


def come(session: Session, *, most: int) -> None:
    """The first `most` people who are busy with the module sign up."""
    busy = Enrolment.objects.open().filter(module_key=session.module_key).select_related("user")
    for enrolment in busy.order_by("enrolled_at", "pk")[:most]:
        sign_up(by=enrolment.user, enrolment_id=enrolment.pk, session_id=session.pk)
