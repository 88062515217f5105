"""Sign off from a session: the place is somebody else's."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from courses.actions.sign_up import lock_session_of
from courses.models import SessionRegistration
from courses.steps import StepRefused, lock_own_enrolment, session_activity, store_steps
from lms.accounts.models import User
from lms.lrs import statements
from lms.lrs.vocabulary import UNREGISTERED


def sign_off(*, by: User, enrolment_id: UUID, session_id: UUID) -> SessionRegistration:
    """Give one's place back, with *unregistered*; again is fine.

    Raises DoesNotExist for who had none, and StepRefused once the session has started.
    """
    with transaction.atomic():
        enrolment = lock_own_enrolment(by=by, enrolment_id=enrolment_id)
        session = lock_session_of(enrolment, session_id)
        registration = SessionRegistration.objects.get(session=session, enrolment=enrolment)
        if registration.signed_off_at:
            return registration
        if session.starts_at <= timezone.now():
            raise StepRefused(_("This session has started already. Tell the trainer if you are not there."))
        registration.signed_off_at = timezone.now()
        registration.save(update_fields=["signed_off_at"])
        store_steps(
            enrolment,
            statements.step(
                verb=UNREGISTERED,
                timestamp=registration.signed_off_at,
                **session_activity(enrolment, session),
            ),
        )
        log(enrolment, "courses.sign_off", user=by, title=str(enrolment.pk), data={"session": str(session.pk)})
    return registration
