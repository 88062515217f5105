"""Copy a robot cell within its fieldlab's library, to change the copy: for another scenario."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import RobotCell
from courses.models.robots import may_write_cells
from lms.accounts.models import User


def copy_robot_cell(*, cell: RobotCell, by: User) -> RobotCell:
    """Make another cell like this one. Raises PermissionDenied."""
    if not may_write_cells(by, cell.fieldlab):
        raise PermissionDenied
    with transaction.atomic():
        title = _("%(title)s (copy)") % {"title": cell.title[:100]}
        copy = RobotCell.objects.create(fieldlab=cell.fieldlab, title=title, data=cell.data, changed_by=by)
        log(copy, "wagtail.create", user=by)
        return copy
