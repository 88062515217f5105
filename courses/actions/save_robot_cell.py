"""Change a robot cell of a fieldlab's library."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from courses.models import RobotCell
from courses.models.robots import may_write_cells
from courses.robotics import parse_cell
from lms.accounts.models import User


def save_robot_cell(*, cell: RobotCell, title: str, data: dict[str, Any], by: User) -> RobotCell:
    """Write the cell anew; published modules keep theirs. Raises PermissionDenied and CellError."""
    if not may_write_cells(by, cell.fieldlab):
        raise PermissionDenied
    parse_cell(data)
    with transaction.atomic():
        cell.title, cell.data = title, data
        cell.changed_at, cell.changed_by = timezone.now(), by
        cell.save(update_fields=["title", "data", "changed_at", "changed_by"])
        log(cell, "wagtail.edit", user=by)
        return cell
