"""Start observing a practical: the assessor says whom they see and how they know."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from courses.models import Enrolment, PracticalAssessment
from courses.models.assessments import IdentityCheck
from courses.queries import assessable_enrolments
from courses.steps import StepRefused, require_open, rule_of
from lms.accounts.models import User


def start_practical(
    *, by: User, enrolment_id: UUID, block_id: UUID | str, identity_check: str, identity_name: str
) -> PracticalAssessment:
    """Open the assessor's observation of a worker, or go on with the one that is still open.

    Raises DoesNotExist where `by` is no assessor of the module's fieldlab or the version has no such practical,
    and StepRefused for one's own practical, a passed one, and a closed enrolment.
    """
    with transaction.atomic():
        enrolment = assessable_enrolments(by).lock_and_get(enrolment_id)
        if rule_of(enrolment).practical(str(block_id)) is None:
            raise PracticalAssessment.DoesNotExist
        require_assessable(enrolment, by=by, block_id=str(block_id))
        if identity_check not in IdentityCheck.values or not identity_name.strip():
            raise StepRefused(_("Say how you know who this is, and write the name."))
        assessment, _is_new = PracticalAssessment.objects.update_or_create(
            enrolment=enrolment,
            block_id=block_id,
            assessor=by,
            confirmed_at=None,
            defaults={"identity_check": identity_check, "identity_name": identity_name.strip()},
        )
        log(enrolment, "courses.start_practical", user=by, title=str(enrolment.pk))
        return assessment


def require_assessable(enrolment: Enrolment, *, by: User, block_id: str) -> None:
    """Refuse what nobody may observe now; raises StepRefused."""
    if enrolment.user_id == by.pk:
        raise StepRefused(_("You can't assess yourself. Ask another assessor."))
    passed = (item for item in enrolment.progress.conditions_of("practical") if item["id"] == block_id)
    if any(item["done"] for item in passed):
        raise StepRefused(_("This practical is passed already."))
    require_open(enrolment)
