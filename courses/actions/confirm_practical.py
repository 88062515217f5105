"""The worker confirms, on the assessor's screen, having seen the result: now it counts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from courses.actions.record_progress import record_progress
from courses.actions.sign_practical import lock_own_assessment
from courses.actions.start_practical import require_assessable
from courses.models import LessonVersion, PracticalAssessment
from courses.steps import StepRefused, block_activity, rule_of, store_steps
from courses.structure import practicals_in
from lms.accounts.models import User
from lms.lrs import statements
from lms.lrs.statements import activity_id_of
from lms.lrs.storing.sources import Source


def confirm_practical(*, by: User, assessment_id: UUID) -> PracticalAssessment:
    """Store *passed* or *failed* with the worker as actor and the assessor as instructor; once per assessment.

    The statement's id is the assessment's, its authority the fieldlab; notes stay in the assessment, because they
    are about a person. Raises PracticalAssessment.DoesNotExist for somebody else's, StepRefused where it is not
    signed, the enrolment is closed, or the criteria have changed since: then it has to be marked and signed again.
    """
    with transaction.atomic():
        assessment = lock_own_assessment(by=by, assessment_id=assessment_id)
        if assessment.confirmed_at:
            return assessment
        enrolment = assessment.enrolment
        if assessment.signed_at is None:
            raise StepRefused(_("The assessor has not signed yet."))
        require_assessable(enrolment, by=by, block_id=str(assessment.block_id))
        if marks_hold(assessment):
            assessment.confirmed_at = timezone.now()
            assessment.save(update_fields=["confirmed_at"])
            store_steps(enrolment, statement_of(assessment), source=Source.of_fieldlab(enrolment.version.fieldlab))
            record_progress(enrolment_id=enrolment.pk)
            log(enrolment, "courses.confirm_practical", user=by, title=str(enrolment.pk))
            return assessment
        # This is kept although the step is refused.
        assessment.signed_at = None
        assessment.save(update_fields=["signed_at"])
    raise StepRefused(_("The criteria of this practical have changed since it was signed. Mark them again."))


def marks_hold(assessment: PracticalAssessment) -> bool:
    """Whether what was marked is what the enrolment's version asks for now; a new version moves it along."""
    rule = rule_of(assessment.enrolment).practical(str(assessment.block_id))
    return rule is None or {mark["criterion"] for mark in assessment.marks} == set(rule.criteria)


def statement_of(assessment: PracticalAssessment) -> dict[str, Any]:
    enrolment = assessment.enrolment
    rule = rule_of(enrolment).practical(str(assessment.block_id))
    if rule is None:
        raise StepRefused(_("This practical is no longer part of the module."))
    titles = {
        lesson.language: practical.title
        for lesson in LessonVersion.objects.filter(version=enrolment.version, key=rule.lesson)
        for practical in practicals_in(lesson.content.raw_data)
        if practical.id == rule.id
    }
    met = sum(mark["met"] for mark in assessment.marks)
    passed = bool(assessment.passed)
    return statements.observed(
        passed=passed,
        instructor_pseudonym=assessment.assessor.pseudonym,
        timestamp=assessment.signed_at,
        statement_id=assessment.pk,
        result=statements.Result(
            success=passed,
            completion=True,
            scaled=round(met / len(assessment.marks), 4),
            raw=met,
            minimum=0,
            maximum=len(assessment.marks),
            extensions={
                activity_id_of(rule.lesson, f"{rule.id}/criteria"): {
                    mark["criterion"]: mark["met"] for mark in assessment.marks
                }
            },
        ),
        **block_activity(enrolment, rule.lesson, rule.id, titles),
    )
