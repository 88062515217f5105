from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import ModuleVersion
from credentials.models import RenewalRule
from lms.accounts.models import User
from lms.organisations.models import Fieldlab
from lms.organisations.queries import overseen_fieldlabs


def set_renewal_rule(
    *, by: User, fieldlab: Fieldlab, module_key: UUID, refresher_key: UUID, window_days: int
) -> RenewalRule:
    """Say by which refresher, and from how many days before its end, credentials of a module are renewed.

    A rule for the same two modules is changed. Raises PermissionDenied (managers of the fieldlab and operators
    only) and ValidationError: a module of another fieldlab, or one whose credential does not expire.
    """
    if not overseen_fieldlabs(by).filter(pk=fieldlab.pk).exists():
        raise PermissionDenied
    own = ModuleVersion.objects.filter(fieldlab=fieldlab)
    if not own.filter(module_key=module_key, validity_months__isnull=False).exists():
        raise ValidationError(_("Choose a module of this fieldlab whose credential expires."))
    if not own.filter(module_key=refresher_key).exists():
        raise ValidationError(_("Choose a refresher of this fieldlab."))
    with transaction.atomic():
        rule = RenewalRule(
            fieldlab=fieldlab, module_key=module_key, refresher_key=refresher_key, window_days=window_days
        )
        rule.clean_fields(exclude=["authored", "last"])
        rule, _created = RenewalRule.objects.update_or_create(
            authored=None,
            module_key=module_key,
            refresher_key=refresher_key,
            defaults={"fieldlab": fieldlab, "window_days": window_days},
        )
        log(rule, "credentials.set_renewal_rule", user=by, data={"window_days": window_days})
    return rule
