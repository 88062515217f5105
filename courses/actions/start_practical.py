"""Start observing a practical: the assessor says whom they see and how they know."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from courses.models import Enrolment, PracticalAssessment
from courses.models.assessments import IdentityCheck
from courses.names import can_be_a_name, is_same_name
from courses.queries import assessable_enrolments
from courses.steps import StepRefused, require_open, rule_of
from lms.accounts.models import User


class NameDiffers(StepRefused):
    """The name that was checked is not the account's, and nobody has said yet that this is right."""


def start_practical(
    *,
    by: User,
    enrolment_id: UUID,
    block_id: UUID | str,
    identity_check: str,
    identity_name: str,
    name_confirmed: bool = False,
) -> PracticalAssessment:
    """Open the assessor's observation of a worker, or go on with the one that is still open.

    The name is what the credential will say. Raises DoesNotExist where `by` is no assessor of the module's
    fieldlab or the version has no such practical, NameDiffers for another name than the account's unless
    `name_confirmed`, and StepRefused for no name, one's own practical, a passed one and a closed enrolment.
    """
    with transaction.atomic():
        enrolment = assessable_enrolments(by).lock_and_get(enrolment_id)
        if rule_of(enrolment).practical(str(block_id)) is None:
            raise PracticalAssessment.DoesNotExist
        require_assessable(enrolment, by=by, block_id=str(block_id))
        if identity_check not in IdentityCheck.values or not identity_name.strip():
            raise StepRefused(_("Say how you know who this is, and write the name."))
        name = identity_name.strip()
        if not can_be_a_name(name):
            raise StepRefused(_("A name has letters, and no hidden characters."))
        differs = not is_same_name(name, enrolment.user.name)
        if differs and not name_confirmed:
            raise NameDiffers(
                _("The name differs from the account's. Confirm that it is the name on the document.")
            )
        assessment, _is_new = PracticalAssessment.objects.update_or_create(
            enrolment=enrolment,
            block_id=block_id,
            assessor=by,
            confirmed_at=None,
            defaults={"identity_check": identity_check, "identity_name": name},
        )
        log(
            enrolment,
            "courses.start_practical",
            user=by,
            title=str(enrolment.pk),
            data={"name_differs": True} if differs else None,
        )
        return assessment


def require_assessable(enrolment: Enrolment, *, by: User, block_id: str) -> None:
    """Refuse what nobody may observe now; raises StepRefused."""
    if enrolment.user_id == by.pk:
        raise StepRefused(_("You can't assess yourself. Ask another assessor."))
    passed = (item for item in enrolment.progress.conditions_of("practical") if item["id"] == block_id)
    if any(item["done"] for item in passed):
        raise StepRefused(_("This practical is passed already."))
    require_open(enrolment)
