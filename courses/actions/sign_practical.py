"""Sign what was observed, criterion by criterion; it counts once the worker has confirmed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from courses.actions.start_practical import require_assessable
from courses.models import Enrolment, PracticalAssessment
from courses.models.assessments import NOTE_LENGTH
from courses.steps import StepRefused, rule_of
from lms.accounts.models import User


def sign_practical(*, by: User, assessment_id: UUID, marks: Sequence[Mapping[str, Any]]) -> PracticalAssessment:
    """Keep the marks, a list of {criterion, met, note} with every criterion once, and sign them.

    Until the worker confirms, signing again corrects. Raises PracticalAssessment.DoesNotExist for somebody
    else's, StepRefused for missing marks or a note of more than NOTE_LENGTH characters, after confirmation, and
    where the enrolment is closed.
    """
    with transaction.atomic():
        assessment = lock_own_assessment(by=by, assessment_id=assessment_id)
        if assessment.confirmed_at:
            raise StepRefused(_("The worker has confirmed this already. It can't be changed any more."))
        require_assessable(assessment.enrolment, by=by, block_id=str(assessment.block_id))
        practical = rule_of(assessment.enrolment).practical(str(assessment.block_id))
        criteria = list(practical.criteria) if practical else []
        by_criterion = {mark["criterion"]: mark for mark in marks}
        if set(by_criterion) != set(criteria) or len(marks) != len(criteria):
            raise StepRefused(_("Mark every criterion: met or not met."))
        assessment.marks = [
            {
                "criterion": criterion,
                "met": by_criterion[criterion]["met"] is True,
                "note": str(by_criterion[criterion].get("note", "")).strip(),
            }
            for criterion in criteria
        ]
        if any(len(mark["note"]) > NOTE_LENGTH for mark in assessment.marks):
            raise StepRefused(_("A note is too long: %(number)d characters at most.") % {"number": NOTE_LENGTH})
        assessment.passed = all(mark["met"] for mark in assessment.marks)
        assessment.signed_at = timezone.now()
        assessment.save(update_fields=["marks", "passed", "signed_at"])
        log(assessment.enrolment, "courses.sign_practical", user=by, title=str(assessment.enrolment_id))
        return assessment


def lock_own_assessment(*, by: User, assessment_id: UUID) -> PracticalAssessment:
    """The assessor's own observation, locked; raises DoesNotExist for anybody else, or once no longer assessor.

    Its enrolment is locked before it, as every step does.
    """
    own = PracticalAssessment.objects.visible_to(by).filter(pk=assessment_id, assessor=by)
    enrolment = Enrolment.objects.lock_and_get(own.values_list("enrolment", flat=True).get())
    assessment = own.select_for_update(of=("self",)).get()
    assessment.enrolment = enrolment
    return assessment
