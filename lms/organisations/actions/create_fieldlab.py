"""A new tenant with everything that it needs to start writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.images import get_image_model
from wagtail.log_actions import log
from wagtail.models import Collection, GroupCollectionPermission

from lms.core.registry import fieldlab_setup
from lms.organisations.fieldlab_fields import FieldlabFields, palette_of
from lms.organisations.models import Fieldlab, Hub
from lms.organisations.permissions import require_operator
from lms.organisations.staff_groups import admin_access, align_groups

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from lms.accounts.models import User

MEDIA_PERMISSIONS = [f"{verb}_{kind}" for verb in ("add", "change", "choose") for kind in ("image", "document")]


def create_fieldlab(
    *, by: User, hub: Hub, logo_file: UploadedFile[Any] | None = None, **fields: Unpack[FieldlabFields]
) -> Fieldlab:
    """Make a fieldlab with collection, groups, permissions and what the apps above add (pages, workflow, keys).

    `fields` are those of the model that people fill in; those left out get the model's defaults. `logo_file`, a
    picture that a form has checked, becomes its logo, in its own collection. Raises PermissionDenied (operators
    only) and ValidationError.
    """
    require_operator(by)
    with transaction.atomic():
        fieldlab = Fieldlab(hub=hub, **fields)
        fieldlab.palette = palette_of(fieldlab)
        fieldlab.full_clean()
        fieldlab.collection = Collection.get_first_root_node().add_child(name=fieldlab.name)
        # Named by the identifier: a fieldlab's name may change, and become another's.
        fieldlab.authors_group = Group.objects.create(name=f"Authors {fieldlab.uuid}")
        fieldlab.managers_group = Group.objects.create(name=f"Managers {fieldlab.uuid}")
        if logo_file:
            fieldlab.logo = get_image_model().objects.create(
                title=fieldlab.name, file=logo_file, collection=fieldlab.collection, uploaded_by_user=by
            )
        fieldlab.save()
        _grant_media(fieldlab)
        fieldlab_setup.run(fieldlab=fieldlab, by=by)
        if fieldlab.outside_approver:
            align_groups(fieldlab.outside_approver)
        log(instance=fieldlab, action="wagtail.create", user=by)
    return fieldlab


def _grant_media(fieldlab: Fieldlab) -> None:
    permissions = Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=MEDIA_PERMISSIONS
    )
    groups = [group for group in (fieldlab.authors_group, fieldlab.managers_group) if group]
    for group in groups:
        group.permissions.add(admin_access())
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=fieldlab.collection, permission=permission)
        for group in groups
        for permission in permissions
    )
