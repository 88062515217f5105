"""What all steps of a learner have in common, on their way to a statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from courses.models import Enrolment, Session
from courses.progress_rules import Rule
from lms.accounts.models import User
from lms.lrs.actions.store_statements import store_statements
from lms.lrs.content.attachments import ReceivedFiles
from lms.lrs.models import Statement
from lms.lrs.records import JSONObject, ReceivedStatement
from lms.lrs.statements import activity_id_of
from lms.lrs.storing.sources import Source
from lms.lrs.vocabulary import ActivityType
from lms.organisations.models import Fieldlab

# A step that was made without a connection may arrive this much later with a time of its own.
OFFLINE_LIMIT = timedelta(days=7)


class StepRefused(Exception):
    """A step that can't be taken now; `reason` is for the person who tried. Nothing was changed."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


class AnswerMissing(StepRefused):
    """A question sent without an answer."""


def lock_own_enrolment(*, by: User, enrolment_id: UUID) -> Enrolment:
    """The enrolment of `by` with its version and progress, locked; raises DoesNotExist for anybody else's."""
    return Enrolment.objects.filter(user=by).lock_and_get(enrolment_id)


def require_open(enrolment: Enrolment) -> None:
    if enrolment.is_completed:
        raise StepRefused(
            _("You have completed this module. You can still read it, but nothing changes any more.")
        )
    if enrolment.withdrawn_at:
        raise StepRefused(_("You have stopped with this module. Start it again if you want to go on."))


def is_stored(enrolment: Enrolment, step: UUID) -> bool:
    """Whether this very step was stored before: a form sent twice, or a retry after a lost connection."""
    return Statement.objects.filter(id=step, registration=enrolment.pk).exists()


def rule_of(enrolment: Enrolment) -> Rule:
    return Rule.from_json(enrolment.version.rule)


def bounded(made_at: datetime | None, *, not_before: datetime, now: datetime) -> datetime:
    """The time of a step: the learner's device may say when, but not in the future, nor long ago."""
    if made_at is None:
        return now
    return min(max(made_at, not_before, now - OFFLINE_LIMIT), now)


def module_activity(enrolment: Enrolment) -> dict[str, Any]:
    """Arguments for lms.lrs.statements.step about the module itself."""
    return {
        **_common(enrolment),
        "activity_id": activity_id_of(enrolment.module_key),
        "activity_type": ActivityType.COURSE,
        "name": {text.language: text.title for text in enrolment.version.texts.all()},
        "grouping": [fieldlab_activity(enrolment.version.fieldlab)],
    }


def lesson_activity(enrolment: Enrolment, lesson_key: UUID | str) -> dict[str, Any]:
    """Arguments for lms.lrs.statements.step about a lesson of the version."""
    titles = {lesson.key: lesson.title for lesson in rule_of(enrolment).lessons}
    return {
        **_common(enrolment),
        "activity_id": activity_id_of(lesson_key),
        "activity_type": ActivityType.LESSON,
        "name": {enrolment.version.source_language: titles[str(lesson_key)]},
        "parent": [activity_id_of(enrolment.module_key)],
        "grouping": [fieldlab_activity(enrolment.version.fieldlab)],
    }


def block_activity(
    enrolment: Enrolment, lesson_key: UUID | str, block_id: UUID | str, name: Mapping[str, str]
) -> dict[str, Any]:
    """Arguments for lms.lrs.statements.step about something inside a lesson."""
    return {
        **_common(enrolment),
        "activity_id": activity_id_of(lesson_key, block_id),
        "name": name,
        "parent": [activity_id_of(lesson_key)],
        "grouping": [activity_id_of(enrolment.module_key), fieldlab_activity(enrolment.version.fieldlab)],
    }


def session_activity(enrolment: Enrolment, session: Session) -> dict[str, Any]:
    """Arguments for lms.lrs.statements.step about a session of the enrolment's module."""
    day = timezone.localdate(session.starts_at)
    name = {}
    for text in enrolment.version.texts.all():
        with override(text.language):
            words = {"day": date_format(day, "DATE_FORMAT"), "title": text.title}
            name[text.language] = gettext("Session of %(day)s: %(title)s") % words
    return {
        **_common(enrolment),
        "activity_id": activity_id_of(session.pk),
        "activity_type": ActivityType.MEETING,
        "name": name,
        "parent": [activity_id_of(enrolment.module_key)],
        "grouping": [fieldlab_activity(enrolment.version.fieldlab)],
    }


def fieldlab_activity(fieldlab: Fieldlab) -> str:
    return activity_id_of(fieldlab.uuid)


def store_steps(
    enrolment: Enrolment,
    *statements: JSONObject,
    source: Source | None = None,
    files: ReceivedFiles | None = None,
) -> None:
    """Store statements that the site makes for `enrolment`, with the bytes of their attachments.

    Raises StatementConflict where an id is taken.
    """
    store_statements(
        statements=[ReceivedStatement.from_data(statement) for statement in statements],
        source=source or Source.of_site(enrolment.version.fieldlab),
        files=files,
    )


def step_time(enrolment: Enrolment, made_at: datetime | None) -> datetime:
    return bounded(made_at, not_before=enrolment.enrolled_at, now=timezone.now())


def _common(enrolment: Enrolment) -> dict[str, Any]:
    return {
        "actor_pseudonym": enrolment.user.pseudonym,
        "registration": enrolment.pk,
        "language": enrolment.language,
        "revision": enrolment.version.uuid,
    }
