"""Mark whether somebody was at a session, and that the trainer saw their identity document."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from courses.actions.record_progress import record_progress
from courses.actions.sign_up import lock_session_of
from courses.actions.start_practical import NameDiffers
from courses.models import Attendance, Enrolment, Session, SessionRegistration
from courses.names import can_be_a_name, is_same_name
from courses.steps import StepRefused, session_activity, store_steps
from lms.accounts.models import User
from lms.lrs import statements
from lms.lrs.storing.sources import Source
from lms.lrs.vocabulary import ATTENDED
from lms.organisations.queries import written_fieldlabs


def mark_attendance(
    *,
    by: User,
    session_id: UUID,
    enrolment_id: UUID,
    present: bool,
    identity_name: str = "",
    name_confirmed: bool = False,
) -> Attendance:
    """Say who was there: *attended* with the worker as actor and the trainer as instructor, by the fieldlab.

    With `identity_name`, the name on the document that the trainer saw, it is what a credential may say. Marking
    again corrects, as long as the module is not completed: what was said is voided. The same mark again changes
    nothing. Raises DoesNotExist where `by` does not write the module or the person did not sign up, NameDiffers
    for another name than the account's unless `name_confirmed`, and StepRefused for what can't be marked now.
    """
    with transaction.atomic():
        own = Enrolment.objects.filter(version__fieldlab__in=written_fieldlabs(by))
        enrolment = own.lock_and_get(enrolment_id)
        session = lock_session_of(enrolment, session_id)
        registration = SessionRegistration.objects.get(session=session, enrolment=enrolment)
        mark = Attendance.objects.filter(session=session, enrolment=enrolment).first()
        name = identity_name.strip() if present else ""
        if mark and mark.present == present and (not name or name == mark.identity_name):
            return mark
        require_markable(session, enrolment, by=by)
        if mark is None and registration.signed_off_at:
            raise SessionRegistration.DoesNotExist
        differs = bool(name) and not is_same_name(name, enrolment.user.name)
        if name and not can_be_a_name(name):
            raise StepRefused(_("A name has letters, and no hidden characters."))
        if differs and not name_confirmed:
            raise NameDiffers(
                _("The name differs from the account's. Confirm that it is the name on the document.")
            )
        mark = mark or Attendance(session=session, enrolment=enrolment)
        mark.present, mark.trainer, mark.marked_at = present, by, timezone.now()
        mark.identity_checked, mark.identity_name = bool(name), name
        say(mark)
        mark.save()
        record_progress(enrolment_id=enrolment.pk)
        said = {"session": str(session.pk), "present": present} | ({"name_differs": True} if differs else {})
        log(enrolment, "courses.mark_attendance", user=by, title=str(enrolment.pk), data=said)
    return mark


def require_markable(session: Session, enrolment: Enrolment, *, by: User) -> None:
    """Refuse what nobody may mark now; raises StepRefused."""
    if enrolment.user_id == by.pk:
        raise StepRefused(_("You can't mark yourself. Ask a colleague."))
    if session.cancelled_at:
        raise StepRefused(_("This session was cancelled: nobody was there."))
    if not session.may_be_marked:
        raise StepRefused(_("This session has not started yet. Attendance is marked from half an hour before."))
    if enrolment.is_completed:
        raise StepRefused(_("This person has completed the module. Attendance can't be changed any more."))
    if enrolment.withdrawn_at:
        raise StepRefused(_("This person has stopped with the module. Attendance can't be changed any more."))


def say(mark: Attendance) -> None:
    """Store the statement that the mark asks for, and take back the one that it does not any more."""
    enrolment, source = mark.enrolment, Source.of_fieldlab(mark.enrolment.version.fieldlab)
    if mark.present and mark.statement is None:
        mark.statement = uuid4()
        attended = statements.step(
            verb=ATTENDED,
            instructor_pseudonym=mark.trainer.pseudonym,
            timestamp=min(mark.session.starts_at, mark.marked_at),
            statement_id=mark.statement,
            **session_activity(enrolment, mark.session),
        )
        store_steps(enrolment, attended, source=source)
    elif not mark.present and mark.statement:
        voiding = statements.voiding(
            mark.statement,
            by_pseudonym=mark.trainer.pseudonym,
            registration=enrolment.pk,
            timestamp=mark.marked_at,
        )
        store_steps(enrolment, voiding, source=source)
        mark.statement = None
