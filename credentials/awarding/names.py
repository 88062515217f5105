"""Whose credential it is: by the name that was checked best, and who observed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from courses.models import Attendance, PracticalAssessment
from courses.models.assessments import IdentityCheck
from credentials.formats.identity import new_salt, normalise_name
from credentials.formats.identity_evidence import IdentityStatement, IdentityWay
from credentials.formats.profile import Assessor, Holder
from credentials.models import NameConfirmation
from lms.accounts.models import User

PRACTICAL_WAYS = {
    IdentityCheck.DOCUMENT: IdentityWay.PRACTICAL_DOCUMENT,
    IdentityCheck.COMPANY_PASS: IdentityWay.PRACTICAL_COMPANY_PASS,
    IdentityCheck.KNOWN: IdentityWay.PRACTICAL_KNOWN,
}


@dataclass(frozen=True)
class CheckedName:
    """A name, in which way it was checked, on which day (where the site is) and by whom."""

    name: str
    way: IdentityWay
    on: date
    checked_by: str = ""


def checked_name(
    user: User,
    assessment: PracticalAssessment | None,
    attendance: Attendance | None,
    confirmed: Mapping[int, NameConfirmation],
    *,
    on: datetime,
) -> CheckedName:
    """The name for a credential of `user` that is awarded at `on`: by the best check of it that there is.

    First the assessor's at the practical, then the trainer's at a session (`attendance`, with a name that was
    checked), then the employer's (`confirmed`, by person), then as the person says.
    """
    if assessment is not None:
        return CheckedName(
            name=assessment.identity_name,
            way=PRACTICAL_WAYS[IdentityCheck(assessment.identity_check)],
            on=timezone.localdate(assessment.signed_at or assessment.started_at),
            checked_by=assessment.assessor.name,
        )
    if attendance is not None:
        return CheckedName(
            name=attendance.identity_name,
            way=IdentityWay.ATTENDANCE,
            on=timezone.localdate(attendance.marked_at),
            checked_by=attendance.trainer.name,
        )
    confirmation = confirmed.get(user.pk)
    if confirmation is not None:
        return CheckedName(
            name=confirmation.name,
            way=IdentityWay.EMPLOYER,
            on=timezone.localdate(confirmation.confirmed_at),
            checked_by=confirmation.employer.name,
        )
    return CheckedName(user.name, IdentityWay.SELF_DECLARED, timezone.localdate(on))


def confirmed_names(people: Iterable[User]) -> dict[int, NameConfirmation]:
    """The newest confirmation of each person's present name by an employer; one query.

    One of a name that the person does not have any more confirms nothing.
    """
    names = {person.pk: normalise_name(person.name) for person in people}
    found = NameConfirmation.objects.filter(user__in=names, withdrawn_at=None).select_related("employer")
    return {
        confirmation.user_id: confirmation
        for confirmation in found.order_by("confirmed_at", "pk")
        if normalise_name(confirmation.name) == names[confirmation.user_id]
    }


def holder_of(user: User, checked: CheckedName, *, language: str) -> Holder:
    """Who achieved it (M1): by the name that was checked, and how, in the language of the achievement."""
    statement = IdentityStatement(way=checked.way, on=checked.on, checked_by=checked.checked_by, language=language)
    return Holder(name=checked.name, email=user.email, salt=new_salt(), identity=statement)


def assessor_of(assessment: PracticalAssessment) -> Assessor:
    """Who observed the practical (M4); by a random number of its own, never an address."""
    return Assessor(id=f"urn:uuid:{assessment.uuid}", name=assessment.assessor.name)
