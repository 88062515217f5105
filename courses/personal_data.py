"""What this app holds about a person: shown to them, and taken out where they ask for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.exercises.words import failure_label
from courses.models import (
    Attendance,
    Completion,
    Enrolment,
    ModuleText,
    ModuleVersion,
    PracticalAssessment,
    RobotAttempt,
    RobotWork,
    Session,
    SessionRegistration,
)
from courses.models.versions import text_in
from courses.queries import texts_of
from courses.robotics.text import to_text
from lms.accounts.models import User
from lms.core.plain_queries import among, rows_of
from lms.core.registry import RegistrationOwner
from lms.core.words import Word, word_of

CONDITIONS = [
    ("lesson", _("Lesson")),
    ("video", _("Video")),
    ("exercise", _("Robot exercise")),
    ("question", _("Question")),
    ("score", _("Score")),
    ("practical", _("Practical")),
    ("attendance", _("Attendance")),
]


def export_learning(user: User) -> dict[str, Any]:
    """Enrolments with progress and completion, practicals of both sides, robot programs."""
    enrolments = list(Enrolment.objects.filter(user=user).select_related("version", "progress", "completion"))
    assessments = PracticalAssessment.objects.filter(enrolment__user=user).select_related("assessor")
    titles = titles_of(user, enrolments)
    observed = PracticalAssessment.objects.filter(assessor=user)
    return {
        "enrolments": [{"title": titles[enrolment.pk], **enrolment_data(enrolment)} for enrolment in enrolments],
        "practicals": [
            {
                "title": titles[assessment.enrolment_id],
                **assessment_data(assessment),
                "assessor": assessment.assessor.name,
            }
            for assessment in assessments
        ],
        "practicals_observed": [
            {"id": str(item.pk), "started_at": item.started_at.isoformat(), "passed": item.passed}
            for item in observed
        ],
        **_sessions(user, titles),
        **_robot_programs(user, titles),
    }


def _sessions(user: User, titles: dict[UUID, str]) -> dict[str, Any]:
    registrations = SessionRegistration.objects.filter(enrolment__user=user).select_related("session")
    attendances = Attendance.objects.filter(enrolment__user=user).select_related("session", "trainer")
    return {
        "meetings": [{"title": titles[item.enrolment_id], **registration_data(item)} for item in registrations],
        "attendances": [
            {"title": titles[item.enrolment_id], **attendance_data(item), "trainer": item.trainer.name}
            for item in attendances
        ],
        "attendances_marked": [
            {"session": str(item.session_id), "marked_at": item.marked_at.isoformat(), "present": item.present}
            for item in Attendance.objects.filter(trainer=user)
        ],
        "sessions_planned": [
            {"session": str(item.pk), "starts_at": item.starts_at.isoformat()}
            for item in Session.objects.filter(planned_by=user)
        ],
    }


def _robot_programs(user: User, titles: dict[UUID, str]) -> dict[str, Any]:
    attempts = RobotAttempt.objects.filter(enrolment__user=user).defer("results")
    work = RobotWork.objects.filter(enrolment__user=user)
    return {
        "robot_programs": [
            {
                "title": titles[attempt.enrolment_id],
                "kind": word_of(attempt, "kind"),
                "at": attempt.made_at.isoformat(),
                "state": word_of(attempt, "state"),
                "passed": attempt.passed,
                "program": to_text(attempt.program),
            }
            for attempt in attempts
        ],
        "robot_work": [
            {
                "title": titles[item.enrolment_id],
                "at": item.saved_at.isoformat(),
                "program": item.text or (to_text(item.program) if item.program else ""),
            }
            for item in work
        ],
    }


def titles_of(user: User, enrolments: list[Enrolment]) -> dict[UUID, str]:
    """The titles of their modules in the person's own language."""
    texts: dict[int, list[ModuleText]] = {}
    for text in texts_of([enrolment.version_id for enrolment in enrolments]):
        texts.setdefault(text.version_id, []).append(text)
    return {
        item.pk: text_in(texts[item.version_id], user.language, item.version.source_language).title
        for item in enrolments
    }


def enrolment_data(enrolment: Enrolment) -> dict[str, Any]:
    progress = enrolment.progress
    completion = enrolment.completion if enrolment.is_completed else None
    return {
        "id": str(enrolment.pk),
        "module": str(enrolment.module_key),
        "version": enrolment.version.number,
        "language": enrolment.language,
        "enrolled_at": enrolment.enrolled_at.isoformat(),
        "withdrawn_at": enrolment.withdrawn_at.isoformat() if enrolment.withdrawn_at else None,
        "completed_at": completion.completed_at.isoformat() if completion else None,
        "taken_again_at": enrolment.taken_again_at.isoformat() if enrolment.taken_again_at else None,
        "score": str(progress.score) if progress.score is not None else None,
        "conditions": [condition_data(condition) for condition in progress.conditions],
    }


def condition_data(condition: dict[str, Any]) -> dict[str, Any]:
    kind, detail = condition["kind"], dict(condition["detail"])
    if code := detail.pop("failure", ""):
        detail |= {"failure": Word(code, failure_label(code))}
    if sessions := detail.pop("sessions", []):
        detail |= {"session": sessions}
    return {**condition, "kind": Word(kind, dict(CONDITIONS).get(kind, kind)), "detail": detail}


def assessment_data(assessment: PracticalAssessment) -> dict[str, Any]:
    return {
        "id": str(assessment.pk),
        "enrolment": str(assessment.enrolment_id),
        "identity_check": word_of(assessment, "identity_check"),
        "identity_name": assessment.identity_name,
        "marks": assessment.marks,
        "passed": assessment.passed,
        "started_at": assessment.started_at.isoformat(),
        "confirmed_at": assessment.confirmed_at.isoformat() if assessment.confirmed_at else None,
    }


def registration_data(registration: SessionRegistration) -> dict[str, Any]:
    session, signed_off_at = registration.session, registration.signed_off_at
    return {
        "session": str(session.pk),
        "starts_at": session.starts_at.isoformat(),
        "place": session.place,
        "signed_up_at": registration.registered_at.isoformat(),
        "signed_off_at": signed_off_at.isoformat() if signed_off_at else None,
    }


def attendance_data(attendance: Attendance) -> dict[str, Any]:
    return {
        "session": str(attendance.session_id),
        "starts_at": attendance.session.starts_at.isoformat(),
        "present": attendance.present,
        "identity_checked": attendance.identity_checked,
        "identity_name": attendance.identity_name,
        "marked_at": attendance.marked_at.isoformat(),
    }


def erase_learning(user: User) -> int:
    """Close what is open, take out names and notes, remove programs; returns how many rows changed.

    Enrolments stay, under the pseudonym: completions and credentials that others rely on hang on them.
    """
    programs, _count = RobotAttempt.objects.filter(enrolment__user=user).delete()
    work, _count = RobotWork.objects.filter(enrolment__user=user).delete()
    closed = Enrolment.objects.open().filter(user=user).update(withdrawn_at=timezone.now())
    changed = Attendance.objects.filter(enrolment__user=user).exclude(identity_name="").update(identity_name="")
    for assessment in PracticalAssessment.objects.filter(enrolment__user=user):
        assessment.identity_name = ""
        assessment.marks = [{**mark, "note": ""} for mark in assessment.marks]
        assessment.save(update_fields=["identity_name", "marks"])
        changed += 1
    return closed + changed + programs + work


def owners_of_registrations(registrations: set[UUID]) -> dict[UUID, RegistrationOwner]:
    """Whose registration is whose, for the record store: asked with every statement, so in plain SQL."""
    prepare = Enrolment._meta.pk.get_db_prep_value
    condition, parameters = among(
        "enrolment.id", [prepare(registration, connection) for registration in registrations]
    )
    found = rows_of(
        "SELECT enrolment.id, person.pseudonym, version.fieldlab_id,"  # noqa: S608 (constants)
        " enrolment.withdrawn_at IS NULL AND completion.enrolment_id IS NULL"
        f" FROM {Enrolment._meta.db_table} enrolment"
        f" JOIN {User._meta.db_table} person ON person.id = enrolment.user_id"
        f" JOIN {ModuleVersion._meta.db_table} version ON version.id = enrolment.version_id"
        f" LEFT JOIN {Completion._meta.db_table} completion ON completion.enrolment_id = enrolment.id"
        f" WHERE {condition}",
        parameters,
    )
    return {
        UUID(str(enrolment)): RegistrationOwner(actor=str(UUID(str(actor))), tenant=tenant, open=bool(is_open))
        for enrolment, actor, tenant, is_open in found
    }
