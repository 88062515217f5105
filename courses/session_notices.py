"""E-mail to who has signed up for a session that was changed or cancelled."""

from __future__ import annotations

from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language

from courses.models import Session
from courses.session_queries import sessions_to_tell
from courses.titles import module_title
from lms.accounts.mail import send_to_each
from lms.accounts.models import User


def tell_who_comes(session_id: UUID | str) -> int:
    """Write to everybody who had signed up, each in their own language, of all that changed; returns to how many.

    At least once: it is claimed, sent outside of any transaction, and then noted. What changes meanwhile is told
    anew. Where no address is accepted the last SMTPException or OSError is raised, and the sweep tries again.
    """
    session = _claim(session_id)
    if session is None:
        return 0
    places = session.registrations.taken().filter(registered_at__lte=session.changed_at)
    people = User.objects.filter(pk__in=places.values("enrolment__user"), is_active=True).order_by("pk")
    context = {
        "session": session,
        # Asked when it is shown: then in the language of who reads it.
        "title": lazy(lambda: module_title(session.module_key, (get_language() or "")[:2]), str)(),
        "address": settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("my_learning"),
    }
    row = Session.objects.filter(pk=session_id)
    try:
        sent = send_to_each(people, "courses/player/session_mail", context)
    except (SMTPException, OSError):
        row.update(telling_since=None)
        raise
    row.update(told_to=session.changed_at, telling_since=None)
    return sent


def _claim(session_id: UUID | str) -> Session | None:
    """The session, if it is for us to tell of it; who comes at the same time finds nothing to do."""
    with transaction.atomic():
        due = sessions_to_tell().select_for_update(of=("self",), no_key=True)
        session = due.select_related("fieldlab").filter(pk=session_id).first()
        if session:
            session.telling_since = timezone.now()
            session.save(update_fields=["telling_since"])
    return session
