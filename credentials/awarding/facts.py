"""What completions prove, and by what: from our rows to the facts that award rules judge."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from courses.models import Attendance, Completion, PracticalAssessment
from credentials.award_rules import Fact, evidence_of


def confirmed_assessments(completions: Iterable[Completion]) -> dict[UUID, PracticalAssessment]:
    """The last passed practical of each completion that worker and assessor both signed."""
    found = PracticalAssessment.objects.filter(
        enrolment__in=[completion.pk for completion in completions if completion.with_practical],
        passed=True,
        confirmed_at__isnull=False,
    )
    return {item.enrolment_id: item for item in found.select_related("assessor").order_by("confirmed_at")}


def checked_attendances(completions: Iterable[Completion]) -> dict[UUID, Attendance]:
    """The last session of each completion at which a trainer saw the identity document."""
    found = Attendance.objects.filter(
        enrolment__in=[completion.pk for completion in completions], identity_checked=True
    ).exclude(identity_name="")
    return {item.enrolment_id: item for item in found.select_related("trainer").order_by("marked_at")}


def fact_of(completion: Completion, assessment: PracticalAssessment | None) -> Fact:
    """What a completion proves, and by what."""
    return Fact(
        id=str(completion.pk),
        module=str(completion.version.module_key),
        completed_at=completion.completed_at,
        score=completion.score,
        evidence=evidence_of(completion.version.rule, assessed=assessment is not None),
    )
