"""Robot cells of a fieldlab's library: made, changed, copied and deleted by who writes for that fieldlab."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from wagtail.models import ModelLogEntry

from courses.actions.copy_library_cell import copy_library_cell
from courses.actions.copy_robot_cell import copy_robot_cell
from courses.actions.delete_robot_cell import delete_robot_cell
from courses.actions.save_robot_cell import save_robot_cell
from courses.models import RobotCell
from courses.robotics import CellError
from courses.robotics.exercises import exercise
from lms.accounts.models import User
from lms.organisations.models import Fieldlab
from tests.factories.authoring import trainer_of
from tests.factories.organisations import FieldlabFactory
from tests.factories.robots import CELL, robot_cell

pytestmark = pytest.mark.django_db


@pytest.fixture
def fieldlab() -> Fieldlab:
    return FieldlabFactory()


@pytest.fixture
def trainer(fieldlab: Fieldlab) -> User:
    return trainer_of(fieldlab)


def logged(cell_id: int) -> list[str]:
    of_cells = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(RobotCell))
    return list(of_cells.filter(object_id=str(cell_id)).values_list("action", flat=True))


def test_library_cell_is_copied_into_the_fieldlab(fieldlab: Fieldlab, trainer: User) -> None:
    cell = copy_library_cell(fieldlab=fieldlab, name="pick-and-place", by=trainer)
    assert (cell.fieldlab, cell.data, cell.changed_by) == (fieldlab, exercise("pick-and-place")["cell"], trainer)
    assert logged(cell.pk) == ["wagtail.create"]


def test_cell_is_saved_only_where_it_is_one(fieldlab: Fieldlab, trainer: User) -> None:
    cell = robot_cell(fieldlab, trainer)
    changed = copy.deepcopy(CELL)
    changed["labels"] = {}
    save_robot_cell(cell=cell, title="Anders", data=changed, by=trainer)
    with pytest.raises(CellError):
        save_robot_cell(cell=cell, title="Stuk", data={"version": 1}, by=trainer)
    kept = RobotCell.objects.get(pk=cell.pk)
    assert (kept.title, kept.data) == ("Anders", changed)
    assert logged(cell.pk) == ["wagtail.edit"]


def test_copy_leaves_the_first_as_it_is(fieldlab: Fieldlab, trainer: User) -> None:
    cell = robot_cell(fieldlab, trainer)
    step = uuid4()
    made = copy_robot_cell(cell=cell, step=step, by=trainer)
    # Pressed twice, it is the same copy.
    assert copy_robot_cell(cell=cell, step=step, by=trainer) == made
    assert RobotCell.objects.count() == 2
    assert made.pk != cell.pk
    assert (made.fieldlab, made.data) == (fieldlab, cell.data)
    assert made.title != cell.title


def test_deleted_cell_is_gone_and_noted(fieldlab: Fieldlab, trainer: User) -> None:
    cell = robot_cell(fieldlab, trainer)
    number = cell.pk
    delete_robot_cell(cell=cell, by=trainer)
    assert not RobotCell.objects.filter(pk=number).exists()
    assert logged(number) == ["wagtail.delete"]


ACTIONS: list[Callable[[RobotCell, User], Any]] = [
    lambda cell, by: copy_library_cell(fieldlab=cell.fieldlab, name="pick-and-place", by=by),
    lambda cell, by: save_robot_cell(cell=cell, title="Van mij", data=CELL, by=by),
    lambda cell, by: copy_robot_cell(cell=cell, step=uuid4(), by=by),
    lambda cell, by: delete_robot_cell(cell=cell, by=by),
]


@pytest.mark.parametrize("action", ACTIONS)
def test_trainer_of_another_fieldlab_is_refused(
    fieldlab: Fieldlab, trainer: User, action: Callable[[RobotCell, User], Any]
) -> None:
    cell = robot_cell(fieldlab, trainer)
    with pytest.raises(PermissionDenied):
        action(cell, trainer_of(FieldlabFactory()))
    assert list(RobotCell.objects.values_list("pk", "title")) == [(cell.pk, cell.title)]
