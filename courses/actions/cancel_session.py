"""Cancel a session that has not started; who signed up hears why."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from courses.actions.change_session import lock_own_session, note_for_who_comes, require_changeable
from courses.models import Session
from courses.steps import StepRefused
from lms.accounts.models import User


def cancel_session(*, by: User, session_id: UUID, reason: str) -> Session:
    """Cancel for good; again is fine. Who had signed up stays listed, so that everybody sees what became of it.

    Raises Session.DoesNotExist for one of another fieldlab, StepRefused without a reason or once it has started.
    """
    with transaction.atomic():
        session = lock_own_session(by=by, session_id=session_id)
        if session.cancelled_at:
            return session
        require_changeable(session)
        if not reason.strip():
            raise StepRefused(_("Say why: who has signed up reads it."))
        session.cancelled_at = timezone.now()
        session.cancel_reason = reason.strip()
        session.save(update_fields=["cancelled_at", "cancel_reason"])
        note_for_who_comes(session)
        log(session, "courses.cancel_session", user=by, title=str(session.pk))
    return session
