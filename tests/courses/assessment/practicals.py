"""What an assessor does at a practical."""

from typing import Any

from courses.actions.confirm_practical import confirm_practical
from courses.actions.sign_practical import sign_practical
from courses.actions.start_practical import start_practical
from courses.models import Enrolment, PracticalAssessment
from courses.progress_rules import Rule
from lms.accounts.models import User


def practical(enrolment: Enrolment) -> Any:
    return Rule.from_json(enrolment.version.rule).practicals[0]


def start(enrolment: Enrolment, assessor: User, **given: Any) -> PracticalAssessment:
    identity = {"identity_check": "document", "identity_name": enrolment.user.name} | given
    return start_practical(by=assessor, enrolment_id=enrolment.pk, block_id=practical(enrolment).id, **identity)


def marks(enrolment: Enrolment, *, unmet: int = 0) -> list[dict[str, Any]]:
    criteria = practical(enrolment).criteria
    return [
        {"criterion": criterion, "met": number >= unmet, "note": "Rustig gewerkt"}
        for number, criterion in enumerate(criteria)
    ]


def observe(enrolment: Enrolment, assessor: User, *, unmet: int = 0) -> PracticalAssessment:
    assessment = start(enrolment, assessor)
    sign_practical(by=assessor, assessment_id=assessment.pk, marks=marks(enrolment, unmet=unmet))
    return confirm_practical(by=assessor, assessment_id=assessment.pk)
