"""Change a session that has not started; who signed up hears of it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail.log_actions import log

from courses.actions.plan_session import Plan, require_sound
from courses.models import Session
from courses.steps import StepRefused
from lms.accounts.models import User
from lms.core.queue import queue_on_commit

# More or fewer places is nothing to who has one.
NOT_TOLD = {"capacity"}


def change_session(*, by: User, session_id: UUID, plan: Plan) -> Session:
    """Take over `plan`; the same plan again changes nothing, and nobody is told twice.

    Raises Session.DoesNotExist for one of another fieldlab, StepRefused for one that has started or is cancelled,
    for fewer places than are taken, and for a plan that plan_session refuses.
    """
    with transaction.atomic():
        session = lock_own_session(by=by, session_id=session_id)
        changed = [name for name, value in vars(plan).items() if getattr(session, name) != value]
        if not changed:
            return session
        require_changeable(session)
        require_sound(plan)
        taken = session.registrations.taken().count()
        if plan.capacity < taken:
            raise StepRefused(
                ngettext_lazy(
                    "%(number)d person has signed up already. Keep at least that many places.",
                    "%(number)d people have signed up already. Keep at least that many places.",
                    taken,
                )
                % {"number": taken}
            )
        for name in changed:
            setattr(session, name, getattr(plan, name))
        session.save(update_fields=changed)
        if set(changed) - NOT_TOLD:
            note_for_who_comes(session)
        log(session, "courses.change_session", user=by, title=str(session.pk), data={"fields": changed})
    return session


def lock_own_session(*, by: User, session_id: UUID) -> Session:
    """A session of a fieldlab where `by` is trainer or manager, locked; raises Session.DoesNotExist."""
    own = Session.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    return own.select_related("fieldlab").get(pk=session_id)


def require_changeable(session: Session) -> None:
    if session.cancelled_at:
        raise StepRefused(_("This session is cancelled. Plan a new one."))
    if session.starts_at <= timezone.now():
        raise StepRefused(_("This session has started already. It can't be changed any more."))


def note_for_who_comes(session: Session) -> None:
    """Note that those who have signed up must be told of what changed just now, and have it done soon."""
    if session.registrations.taken().exists():
        session.changed_at = timezone.now()
        session.save(update_fields=["changed_at"])
        queue_on_commit("courses.tasks.tell_of_session", str(session.pk))
