"""What is read of sessions: those to come, one's own, who comes, and whom the sweep has to write to."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Value
from django.utils import timezone

from courses.models import Attendance, Enrolment, Session, SessionRegistration
from courses.models.sessions import SessionQuerySet
from lms.accounts.models import User

TELLING_TAKES = timedelta(minutes=10)


def sessions_shown(module_key: UUID, enrolment: Enrolment | None) -> SessionQuerySet:
    """The coming sessions of a module, each with `taken` and `mine`: whether `enrolment` has a place there.

    One where it had a place and that was cancelled is among them, until it would be over.
    """
    places = SessionRegistration.objects.taken().filter(session=OuterRef("pk"), enrolment=enrolment)
    mine = Exists(places) if enrolment else Value(False)
    sessions = Session.objects.filter(module_key=module_key, ends_at__gt=timezone.now()).annotate(mine=mine)
    coming = Q(cancelled_at=None, starts_at__gt=timezone.now())
    return sessions.filter(coming | Q(mine=True)).with_taken().order_by("starts_at", "pk")


def own_registrations(user: User) -> QuerySet[SessionRegistration]:
    """Where `user` has signed up, the first session first; also cancelled ones, until they would be over."""
    return (
        SessionRegistration.objects.taken()
        .filter(enrolment__user=user, session__ends_at__gt=timezone.now())
        .select_related("session", "enrolment")
        .order_by("session__starts_at", "pk")
    )


def registrations_of(session: Session) -> QuerySet[Enrolment]:
    """Who comes to a session, or came and was marked; by name, each with `marked`: their attendance, or none.

    Of an enrolment that was left since, only what was marked shows.
    """
    mark = Prefetch("attendances", Attendance.objects.filter(session=session), to_attr="marked")
    coming = SessionRegistration.objects.taken().filter(session=session).values("enrolment")
    marked = Attendance.objects.filter(session=session).values("enrolment")
    return (
        Enrolment.objects.filter(Q(pk__in=coming) | Q(pk__in=marked))
        .select_related("user", "completion")
        .prefetch_related(mark)
        .order_by("user__name", "pk")
    )


def sessions_to_tell() -> QuerySet[Session]:
    """Sessions that were changed or cancelled, and of which those who had signed up were not told.

    Who is busy telling them has TELLING_TAKES for it; after that it is taken for lost.
    """
    return Session.objects.filter(
        Q(told_to=None) | Q(told_to__lt=F("changed_at")),
        Q(telling_since=None) | Q(telling_since__lt=timezone.now() - TELLING_TAKES),
        changed_at__isnull=False,
    )
