"""Delete a robot cell from a fieldlab's library."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from courses.models import RobotCell
from courses.models.robots import may_write_cells
from lms.accounts.models import User


def delete_robot_cell(*, cell: RobotCell, by: User) -> None:
    """Remove it; published modules keep theirs, drafts that use it are told. Raises PermissionDenied."""
    if not may_write_cells(by, cell.fieldlab):
        raise PermissionDenied
    with transaction.atomic():
        log(cell, "wagtail.delete", user=by, deleted=True)
        cell.delete()
