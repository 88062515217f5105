"""A fieldlab's data or look changes; its identifiers never do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.core.registry import fieldlab_rename
from lms.organisations.fieldlab_fields import MANAGER_FIELDS, FieldlabChanges, palette_of
from lms.organisations.models import Fieldlab
from lms.organisations.permissions import is_operator, require_manager
from lms.organisations.staff_groups import align_groups

if TYPE_CHECKING:
    from lms.accounts.models import User


def update_fieldlab(*, by: User, fieldlab: Fieldlab, **changes: Unpack[FieldlabChanges]) -> Fieldlab:
    """Change the named fields. A manager may change MANAGER_FIELDS of the own fieldlab, an operator all.

    The slug stays: it stands in links. Raises PermissionDenied and ValidationError.
    """
    require_manager(by, fieldlab)
    if not set(changes) <= set(MANAGER_FIELDS) and not is_operator(by):
        raise PermissionDenied
    with transaction.atomic():
        fieldlab = Fieldlab.objects.select_for_update().get(pk=fieldlab.pk)
        if changes.get("slug", fieldlab.slug) != fieldlab.slug:
            raise ValidationError({"slug": _("The short name stands in links, so it can't change.")})
        approver_before, name_before = fieldlab.outside_approver, fieldlab.name
        for name, value in changes.items():
            setattr(fieldlab, name, value)
        fieldlab.palette = palette_of(fieldlab)
        fieldlab.full_clean()
        fieldlab.save()
        if fieldlab.collection and fieldlab.collection.name != fieldlab.name:
            fieldlab.collection.name = fieldlab.name
            fieldlab.collection.save(update_fields=["name"])
        if name_before != fieldlab.name:
            fieldlab_rename.run(fieldlab=fieldlab, by=by)
        if approver_before != fieldlab.outside_approver:
            for approver in filter(None, [approver_before, fieldlab.outside_approver]):
                align_groups(approver)
        log(instance=fieldlab, action="wagtail.edit", user=by, data={"fields": sorted(changes)})
    return fieldlab
