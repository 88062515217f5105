"""The library of robot cells in the admin: the form, the drawing, whose it is."""

from __future__ import annotations

import copy
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from courses.authoring.cells.conversion import KINDS, cell_from, facts_of, rows_of
from courses.authoring.cells.forms import CellForm
from courses.exercises.plan import hull, plan
from courses.models import RobotCell
from courses.robotics import drawing, parse_cell
from courses.robotics.exercises import exercise, exercise_ids
from lms.organisations.models import Role
from tests.factories.authoring import trainer_of
from tests.factories.organisations import FieldlabFactory
from tests.factories.robots import CELL, robot_cell


def posted(cell: RobotCell, **changes: Any) -> dict[str, Any]:
    """What the browser sends of the form as it stands, with `changes`."""
    form = CellForm(cell)
    data: dict[str, Any] = {}
    for bound in [form.facts, *form.sets.values()]:
        for field in bound if bound is form.facts else bound.management_form:
            data[field.html_name] = field.value()
    for formset in form.sets.values():
        for row in formset:
            data |= {field.html_name: field.value() for field in row}
    return {name: value for name, value in (data | changes).items() if value is not None and value is not False}


@pytest.mark.parametrize("name", exercise_ids())
def test_cell_of_the_library_survives_its_form(name: str) -> None:
    cell = exercise(name)["cell"]
    form = CellForm(RobotCell(title="Cel", data=cell))
    sent = CellForm(RobotCell(title="Cel", data=cell), posted(RobotCell(title="Cel", data=cell)))
    assert sent.is_valid(), (sent.problems, sent.facts.errors, [item.errors for item in sent.sets.values()])
    assert parse_cell(sent.cell) == parse_cell(cell)
    assert sent.cell.get("labels", {}) == {key: value for key, value in cell.get("labels", {}).items() if value}
    assert [section["kind"] for section in form.sections] == list(KINDS)


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=1, max_size=20))
def test_outline_holds_every_corner(points: list[tuple[float, float]]) -> None:
    found = hull(points)
    assert set(found) <= set(points)
    assert {min(points), max(points)} <= set(found)


@pytest.mark.parametrize("name", exercise_ids())
def test_cell_is_drawn_from_above_and_from_the_side(name: str) -> None:
    svg = plan(drawing(exercise(name)["cell"]), ("Boven", "Opzij"))
    assert svg.count("<svg") == 2
    assert "nan" not in svg
    assert "style=" not in svg


@pytest.mark.parametrize("name", exercise_ids())
def test_names_in_a_drawing_do_not_lie_on_each_other(name: str) -> None:
    drawn = drawing(exercise(name)["cell"])
    for svg in plan(drawn, ("Boven", "Opzij")).split("</svg>")[:2]:
        texts = re.findall(r'<text x="(-?\d+)" y="(-?\d+)" font-size="([\d.]+)">([^<]*)<', svg)
        boxes = [(int(x), int(y), float(size), len(text) * float(size) * 0.5) for x, y, size, text in texts]
        assert len(boxes) > 3
        for at, (x, y, size, width) in enumerate(boxes):
            for other_x, other_y, _size, other_width in boxes[:at]:
                assert abs(y - other_y) >= size or abs(x - other_x) >= (width + other_width) / 2


def test_names_in_a_drawing_are_escaped() -> None:
    drawn = drawing(CELL)
    drawn["items"][1]["id"] = "<script>"
    assert "<script>" not in plan(drawn, ("<b>", "x"))
    assert "&lt;script&gt;" in plan(drawn, ("<b>", "x"))


@pytest.fixture
def cell(db: None) -> RobotCell:
    fieldlab = FieldlabFactory()
    return robot_cell(fieldlab, trainer_of(fieldlab))


@pytest.fixture
def trainer(cell: RobotCell) -> Client:
    return client_of(cell.changed_by)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_trainer_moves_a_part_and_saves(trainer: Client, cell: RobotCell) -> None:
    url = reverse("courses_robot_cell", args=[cell.pk])
    assert trainer.get(url).status_code == 200
    changes = {"parts-0-x": "440", "cell-title": "Andere cel", "parts-0-label_nl": "het rode blok"}
    assert trainer.post(url, posted(cell, **changes)).status_code == 302
    cell.refresh_from_db()
    assert (cell.title, cell.data["parts"][0]["at"]["x"]) == ("Andere cel", 440)
    assert cell.data["labels"]["block"]["nl"] == "het rode blok"


def test_trainer_adds_and_removes_things(trainer: Client, cell: RobotCell) -> None:
    sensor = {"id": "eye", "kind": "colour", "x": "450", "y": "-150", "z": "0"}
    sensor |= {"width": "60", "depth": "60", "height": "60"}
    added = {f"sensors-0-{name}": value for name, value in sensor.items()} | {"sensors-TOTAL_FORMS": "1"}
    removed = {"bins-0-DELETE": "on"}
    url = reverse("courses_robot_cell", args=[cell.pk])
    assert trainer.post(url, posted(cell, **added, **removed)).status_code == 302
    cell.refresh_from_db()
    assert [item["id"] for item in cell.data["sensors"]] == ["eye"]
    assert (cell.data["bins"], "bin" in cell.data["labels"]) == ([], False)


@pytest.mark.parametrize(
    "changes",
    [
        {"parts-0-x": "heel ver"},
        {"parts-0-x": "99999"},
        {"parts-0-id": "twee woorden"},
        {"parts-0-id": "bin"},
        {"cell-home": "nergens"},
        {"points-0-joints": "0, 1"},
        {"points-0-joints": "a, b"},
        {"cell-model": "arm7"},
        {"parts-TOTAL_FORMS": "1000"},
        {"parts-TOTAL_FORMS": "x"},
    ],
)
def test_cell_that_is_not_right_is_not_saved(trainer: Client, cell: RobotCell, changes: dict[str, str]) -> None:
    before = copy.deepcopy(cell.data)
    answer = trainer.post(reverse("courses_robot_cell", args=[cell.pk]), posted(cell, **changes))
    assert answer.status_code == 200
    cell.refresh_from_db()
    assert cell.data == before
    drawn = trainer.post(reverse("courses_robot_cell_drawing", args=[cell.pk]), posted(cell, **changes))
    assert drawn.status_code == 422


def test_drawing_follows_the_form_without_saving(trainer: Client, cell: RobotCell) -> None:
    url = reverse("courses_robot_cell_drawing", args=[cell.pk])
    drawn = trainer.post(url, posted(cell))
    moved = trainer.post(url, posted(cell, **{"parts-0-x": "300"}))
    assert (drawn.status_code, moved.status_code) == (200, 200)
    assert drawn.content != moved.content
    cell.refresh_from_db()
    assert cell.data["parts"][0]["at"]["x"] == 450


def test_copy_starts_from_a_cell_of_the_library_or_of_ones_own(trainer: Client, cell: RobotCell) -> None:
    form = {"name": "pick-and-place", "fieldlab": cell.fieldlab_id, "step": str(uuid4())}
    again = {"step": str(uuid4())}
    for _ in range(2):  # A double click.
        assert trainer.post(reverse("courses_robot_cell_copy"), form).status_code == 302
        assert trainer.post(reverse("courses_robot_cell_again", args=[cell.pk]), again).status_code == 302
    assert RobotCell.objects.filter(fieldlab=cell.fieldlab).count() == 3
    assert trainer.get(reverse("courses_robot_cells")).status_code == 200
    assert trainer.post(reverse("courses_robot_cell_copy"), {**form, "name": "../x"}).status_code == 404


def test_form_that_is_too_old_to_have_a_step_is_refused(trainer: Client, cell: RobotCell) -> None:
    assert trainer.post(reverse("courses_robot_cell_again", args=[cell.pk])).status_code == 400
    assert RobotCell.objects.count() == 1


def test_long_library_is_shown_in_pages(trainer: Client, cell: RobotCell) -> None:
    for number in range(25):
        robot_cell(cell.fieldlab, cell.changed_by, title=f"Cel {number:02}")
    first, second = (trainer.get(reverse("courses_robot_cells"), {"p": page}).content.decode() for page in (1, 2))
    assert "Cel 00" in first
    assert "Cel 24" not in first
    assert "Cel 24" in second


def test_cell_can_be_deleted(trainer: Client, cell: RobotCell) -> None:
    assert trainer.post(reverse("courses_robot_cell_delete", args=[cell.pk])).status_code == 302
    assert not RobotCell.objects.exists()


@pytest.mark.parametrize("role", [Role.TRAINER, Role.MANAGER, Role.ASSESSOR])
def test_cells_of_another_fieldlab_are_not_there(cell: RobotCell, role: str) -> None:
    other = FieldlabFactory()
    client = client_of(trainer_of(other, role))
    for name in ("courses_robot_cell", "robot_cell_chooser:chosen"):
        assert client.get(reverse(name, args=[cell.pk])).status_code == 404
    for name in ("courses_robot_cell", "courses_robot_cell_drawing", "courses_robot_cell_again"):
        assert client.post(reverse(name, args=[cell.pk]), posted(cell)).status_code == 404
    assert client.post(reverse("courses_robot_cell_delete", args=[cell.pk])).status_code == 404
    form = {"name": "pick-and-place", "fieldlab": cell.fieldlab_id}
    assert client.post(reverse("courses_robot_cell_copy"), form).status_code == 404
    for url in (reverse("courses_robot_cells"), reverse("robot_cell_chooser:choose")):
        answer = client.get(url)
        assert answer.status_code == (404 if role == Role.ASSESSOR else 200)
        assert cell.title not in answer.content.decode()
    assert RobotCell.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 30])
def test_library_costs_the_same_for_many(
    trainer: Client, cell: RobotCell, rows: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(rows):
        robot_cell(cell.fieldlab, cell.changed_by, title=f"Cel {number}")
    trainer.get(reverse("courses_robot_cells"))
    with django_assert_max_num_queries(20):
        trainer.get(reverse("courses_robot_cells"))


def test_what_the_form_has_no_field_for_stays(db: None) -> None:
    data = copy.deepcopy(CELL) | {"note": "eigen"}
    data["tool"]["jaw"] = {"length": 70}
    rows = {kind: rows_of(data, kind) for kind in KINDS}
    for row in rows["points"]:
        row["joints"] = [float(text) for text in row["joints"].split(",") if text]
    result = cell_from(data, facts_of(data), rows)
    assert (result["note"], result["tool"]["jaw"]) == ("eigen", {"length": 70})
