from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.models import NameConfirmation
from lms.accounts.models import User
from lms.organisations.models import Employer, Membership, Role


def confirm_name(*, by: User, employee: User, employer: Employer, name: str) -> NameConfirmation:
    """Say for an employer that an employee really has the name of the account: new credentials tell it.

    `name` is the one that the HR officer compared: refused where the person changed it since. The same again
    returns the first. Raises PermissionDenied (HR officers of an employer where the person works now, and nobody
    for themselves) and ValidationError.
    """
    works_there = (
        Membership.objects.current().filter(user=employee, role=Role.EMPLOYEE, employer=employer).exists()
    )
    is_officer = Employer.objects.visible_to(by).filter(pk=employer.pk).exists()
    if not works_there or not is_officer or by.pk == employee.pk:
        raise PermissionDenied
    with transaction.atomic():
        # Two officers at once wait for each other here.
        person = User.objects.select_for_update(no_key=True).get(pk=employee.pk)
        if person.name != name:
            raise ValidationError(_("The name was changed just now. Look at it once more."))
        existing = NameConfirmation.objects.filter(user=person, employer=employer, withdrawn_at=None).first()
        if existing is not None and existing.name == name:
            return existing
        if existing is not None:
            existing.withdrawn_at = timezone.now()
            existing.save(update_fields=["withdrawn_at"])
        confirmation = NameConfirmation.objects.create(user=person, employer=employer, name=name, confirmed_by=by)
        log(
            confirmation,
            "credentials.name.confirm",
            user=by,
            data={"employer": str(employer.uuid), "person": str(person.uuid)},
        )
    return confirmation
