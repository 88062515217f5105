"""Plan a session of a module: when, where and for how many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from courses.models import ModuleVersion, Session
from courses.models.sessions import MOST_PLACES
from courses.steps import StepRefused
from lms.accounts.models import User
from lms.organisations.queries import written_fieldlabs


@dataclass(frozen=True)
class Plan:
    """What a trainer decides of a session; moments are aware, `language` is one of the site's."""

    starts_at: datetime
    ends_at: datetime
    capacity: int
    language: str
    place: str = ""
    online_address: str = ""
    contact: str = ""
    notes: str = ""


def plan_session(*, by: User, session_id: UUID, module_key: UUID, plan: Plan) -> Session:
    """Make a session with the id that its form carried; the same id again gives the first one.

    Raises ModuleVersion.DoesNotExist for a module that `by` does not write, and StepRefused for what is missing.
    """
    with transaction.atomic():
        own = ModuleVersion.objects.filter(fieldlab__in=written_fieldlabs(by), superseded_at=None)
        version = own.select_related("fieldlab").get(module_key=module_key)
        existing = Session.objects.filter(pk=session_id, fieldlab=version.fieldlab, module_key=module_key).first()
        if existing:
            return existing
        require_sound(plan)
        session = Session.objects.create(
            uuid=session_id, module_key=module_key, fieldlab=version.fieldlab, planned_by=by, **vars(plan)
        )
        log(session, "courses.plan_session", user=by, title=str(session.pk))
    return session


def require_sound(plan: Plan) -> None:
    """Refuse a plan that nobody could come to; raises StepRefused."""
    if plan.starts_at <= timezone.now():
        raise StepRefused(_("A session starts later than now. Choose another moment."))
    if plan.ends_at <= plan.starts_at:
        raise StepRefused(_("A session ends after it has started. Change the end."))
    if not plan.place.strip() and not plan.online_address.strip():
        raise StepRefused(_("Say where it is: a place, an address online, or both."))
    if not 1 <= plan.capacity <= MOST_PLACES:
        raise StepRefused(_("A session has 1 to %(number)d places.") % {"number": MOST_PLACES})
    if plan.language not in dict(settings.LANGUAGES):
        raise StepRefused(_("Choose the language that is spoken."))
