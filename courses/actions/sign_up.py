"""Sign up for a session of a module that one follows."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from courses.models import Enrolment, Session, SessionRegistration
from courses.steps import StepRefused, lock_own_enrolment, require_open, session_activity, store_steps
from lms.accounts.models import User
from lms.lrs import statements
from lms.lrs.vocabulary import REGISTERED


def sign_up(*, by: User, enrolment_id: UUID, session_id: UUID) -> SessionRegistration:
    """Take a place, with *registered*; again gives the same place.

    Raises DoesNotExist for an enrolment that is not theirs or a session of another module, and StepRefused where
    the enrolment is closed, and where the session is full, cancelled or has started.
    """
    with transaction.atomic():
        enrolment = lock_own_enrolment(by=by, enrolment_id=enrolment_id)
        session = lock_session_of(enrolment, session_id)
        registration = SessionRegistration.objects.filter(session=session, enrolment=enrolment).first()
        if registration and registration.signed_off_at is None:
            return registration
        require_open(enrolment)
        if session.cancelled_at:
            raise StepRefused(_("This session does not take place. Choose another one."))
        if session.starts_at <= timezone.now():
            raise StepRefused(_("This session has started already. Choose another one."))
        if session.registrations.taken().count() >= session.capacity:
            raise StepRefused(_("This session is full. Choose another one, or look again later."))
        registration = registration or SessionRegistration(session=session, enrolment=enrolment)
        registration.registered_at, registration.signed_off_at = timezone.now(), None
        registration.save()
        store_steps(
            enrolment,
            statements.step(
                verb=REGISTERED,
                timestamp=registration.registered_at,
                **session_activity(enrolment, session),
            ),
        )
        log(enrolment, "courses.sign_up", user=by, title=str(enrolment.pk), data={"session": str(session.pk)})
    return registration


def lock_session_of(enrolment: Enrolment, session_id: UUID) -> Session:
    """A session of the module that was enrolled in, locked, so that two can't take the last place.

    Raises Session.DoesNotExist.
    """
    own = Session.objects.filter(module_key=enrolment.module_key, fieldlab=enrolment.version.fieldlab)
    return own.select_for_update(no_key=True).get(pk=session_id)
