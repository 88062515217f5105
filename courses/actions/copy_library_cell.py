"""Start a robot cell of a fieldlab from a copy of one that comes with the system."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import get_language
from wagtail.log_actions import log

from courses.exercises import library
from courses.models import RobotCell
from courses.models.robots import may_write_cells
from lms.accounts.models import User
from lms.organisations.models import Fieldlab


def copy_library_cell(
    *, fieldlab: Fieldlab, name: str, by: User, scenario: str = "", step: UUID | None = None
) -> RobotCell:
    """Make a cell of `fieldlab` from the library file `name`, as it is in `scenario` where one is named.

    Once per `step`, where one is given. Raises NotInLibrary, PermissionDenied.
    """
    if not may_write_cells(by, fieldlab):
        raise PermissionDenied
    item = library.read(name)
    title = library.title_of(item, scenario, get_language() or "en")
    with transaction.atomic():
        Fieldlab.objects.select_for_update(no_key=True).get(pk=fieldlab.pk)
        if step and (made := RobotCell.objects.filter(step=step, fieldlab=fieldlab).first()):
            return made
        cell = RobotCell.objects.create(
            fieldlab=fieldlab,
            title=title,
            data=library.cell_of(item, scenario),
            library_name=library.key_of(name, scenario),
            changed_by=by,
            step=step,
        )
        log(cell, "wagtail.create", user=by)
        return cell
