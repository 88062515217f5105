"""Copy a robot cell within its fieldlab's library, to change the copy: for another scenario."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import RobotCell
from courses.models.robots import may_write_cells
from lms.accounts.models import User


def copy_robot_cell(*, cell: RobotCell, step: UUID, by: User) -> RobotCell:
    """Make another cell like this one, once per `step`. Raises PermissionDenied."""
    if not may_write_cells(by, cell.fieldlab):
        raise PermissionDenied
    with transaction.atomic():
        RobotCell.objects.select_for_update().get(pk=cell.pk)
        if made := RobotCell.objects.filter(step=step, fieldlab=cell.fieldlab).first():
            return made
        title = _("%(title)s (copy)") % {"title": cell.title[:100]}
        copy = RobotCell.objects.create(
            fieldlab=cell.fieldlab, title=title, data=cell.data, changed_by=by, step=step
        )
        log(copy, "wagtail.create", user=by)
        return copy
