"""A robot exercise from the editor to a version: what keeps it from being published, and what is pinned."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import translation

from courses.actions.approve_module import approve_module
from courses.actions.submit_module import submit_module
from courses.models import LessonPage, ModulePage, ModuleVersion, RobotCell, RobotExercise
from courses.publishing.drafts import latest_draft
from courses.publishing.rules import ModuleNotReady, problems_of
from courses.robotics import to_text
from courses.robotics.exercises import exercise
from lms.accounts.models import User
from lms.organisations.models import Fieldlab
from tests.factories.authoring import change_exercise, edit, trainer_of
from tests.factories.courses import EnrolmentFactory
from tests.factories.organisations import FieldlabFactory
from tests.factories.robots import CELL, COLLIDING, LAZY, hand_in, robot_cell

pytestmark = pytest.mark.django_db


def problems(module: ModulePage) -> list[str]:
    with translation.override("en"):
        return [str(problem) for problem in problems_of(latest_draft(module))]


def publish(module: ModulePage, author: User, fieldlab: Fieldlab) -> ModuleVersion:
    submission = submit_module(page=module, by=author)
    return approve_module(submission=submission, by=trainer_of(fieldlab))


def test_exercise_of_the_library_comes_with_everything(module: ModulePage) -> None:
    assert problems(module) == []
    cells = RobotCell.objects.order_by("library_name").values_list("library_name", flat=True)
    assert list(cells) == ["pick-and-place", "pick-and-place#taller"]


def test_published_exercise_keeps_its_cell_as_it_was(module: ModulePage, author: User, fieldlab: Fieldlab) -> None:
    version = publish(module, author, fieldlab)
    pinned = RobotExercise.objects.get(version=version)
    RobotCell.objects.update(data=CELL)
    again = RobotExercise.objects.get(version=version)
    assert again.cells == pinned.cells
    assert len(pinned.cells) == 2
    assert pinned.engine == "1"
    assert version.rule["exercises"] == [{"id": str(pinned.block_id), "lesson": str(pinned.lesson)}]


def test_changed_cell_is_a_change_of_the_module(module: ModulePage, author: User, fieldlab: Fieldlab) -> None:
    publish(module, author, fieldlab)
    with pytest.raises(ModuleNotReady):
        submit_module(page=module, by=author)
    for cell in RobotCell.objects.all():
        cell.data["labels"]["A"] = {"nl": "hier", "en": "here"}
        cell.save()
    assert submit_module(page=module, by=author)


def test_cell_is_published_as_it_was_handed_in(module: ModulePage, author: User, fieldlab: Fieldlab) -> None:
    submission = submit_module(page=module, by=author)
    before = dict(submission.cells)
    RobotCell.objects.update(data=CELL)
    version = approve_module(submission=submission, by=trainer_of(fieldlab))
    assert RobotExercise.objects.get(version=version).cells == before


def test_published_exercise_can_be_done(module: ModulePage, author: User, fieldlab: Fieldlab) -> None:
    version = publish(module, author, fieldlab)
    RobotCell.objects.all().delete()
    content = version.lessons.get(language="nl").content.raw_data
    solution = next(block["value"]["solution"] for block in content if block["type"] == "robot_exercise")
    enrolment = EnrolmentFactory(version=version)
    assert hand_in(enrolment, LAZY).passed is False
    assert hand_in(enrolment, solution).passed is True


def test_solution_that_fails_keeps_the_module_back(module: ModulePage, author: User, fieldlab: Fieldlab) -> None:
    change_exercise(module, author, solution="moveJ(A, above=80)\n")
    visible, hidden = problems(module)
    assert "Your solution does not pass the scenario “Gewoon blok”. The program ends, and not all goals" in visible
    assert "“Hoger blok”" in hidden
    with pytest.raises(ModuleNotReady):
        publish(module, author, fieldlab)
    assert not ModuleVersion.objects.exists()


def test_solution_must_pass_the_hidden_scenarios_too(module: ModulePage, author: User) -> None:
    low = to_text(exercise("pick-and-place")["solution"]).replace("above=80", "above=45")
    change_exercise(module, author, solution=low)
    assert len(problems(module)) <= 2


def test_wrong_program_has_to_fail_as_said(module: ModulePage, author: User) -> None:
    wrong = [
        {"type": "item", "id": "w1", "value": {"program": "moveL(A)\ngrip()\n", "failure": "zone_speed"}},
        {"type": "item", "id": "w2", "value": {"program": "moveJ(A, above=80)\n", "failure": "not_reached"}},
    ]
    change_exercise(module, author, wrong=wrong)
    (message,) = problems(module)
    assert "Program 1 that must fail should fail like this: Too fast in the zone with people" in message


def test_line_that_can_not_be_read_is_named(module: ModulePage, author: User) -> None:
    change_exercise(module, author, solution="moveJ(A, above=80)\ngrab()\n", start="wait(\n")
    assert [message.partition("”: ")[2] for message in problems(module)] == [
        "Your solution, line 2: The robot does not know “grab”. Check how it is written.",
        "Program to start from, line 1: Here a number is missing.",
    ]


def test_solution_may_use_no_more_than_learners_may(module: ModulePage, author: User) -> None:
    change_exercise(module, author, operations=["moveJ", "moveL", "wait"])
    assert any("Your solution uses grip, release, which learners may not use" in item for item in problems(module))


def test_all_scenarios_hidden_is_refused(module: ModulePage, author: User) -> None:
    content = LessonPage.objects.child_of(module).get().content.get_prep_value()
    scenarios = next(block for block in content if block["type"] == "robot_exercise")["value"]["scenarios"]
    hidden = [item | {"value": item["value"] | {"hidden": True}} for item in scenarios]
    change_exercise(module, author, scenarios=hidden)
    assert any("at least one scenario visible" in item for item in problems(module))


def test_what_the_cell_does_not_have_is_named(module: ModulePage, author: User) -> None:
    goal = {"type": "placed", "id": "g", "value": {"colour": "", "part": "cube", "into": "crate", "count": 1}}
    change_exercise(module, author, goals=[goal])
    found = " ".join(problems(module))
    assert "There is no bin or pallet “crate” in the cell." in found
    assert "There is no part “cube” in the cell." in found


def test_cell_of_another_fieldlab_is_not_in_the_library(module: ModulePage, author: User) -> None:
    other = FieldlabFactory()
    cell = robot_cell(other, trainer_of(other))
    change_exercise(module, author, cell=cell.pk)
    assert any("Choose a robot cell from your own library" in item for item in problems(module))


def test_translation_with_other_scenarios_is_named(module: ModulePage, author: User) -> None:
    page = ModulePage.objects.get(translation_key=module.translation_key, locale__language_code="en")
    lesson = LessonPage.objects.child_of(page).get()
    content = lesson.content.get_prep_value()
    block = next(block for block in content if block["type"] == "robot_exercise")
    block["value"]["scenarios"] = block["value"]["scenarios"][:1]
    edit(lesson, author, content=content)
    assert any("exercises" in item for item in problems(module))


def test_programs_are_checked_once(module: ModulePage, author: User, monkeypatch: pytest.MonkeyPatch) -> None:
    problems(module)
    monkeypatch.setattr("sys.executable", "/bin/false")
    assert problems(module) == []


def test_check_that_breaks_says_so(module: ModulePage, author: User, monkeypatch: pytest.MonkeyPatch) -> None:
    change_exercise(module, author, solution="moveJ(A, above=77)\n", wrong=[])
    monkeypatch.setattr("sys.executable", "/bin/false")
    assert any("could not be checked" in item for item in problems(module))


def test_colliding_program_is_a_good_wrong_program(module: ModulePage, author: User) -> None:
    program = COLLIDING.replace("pick", "A").replace("450, -150", "450, -200")
    wrong = [{"type": "item", "id": "w1", "value": {"program": program, "failure": "collision"}}]
    change_exercise(module, author, wrong=wrong)
    assert problems(module) == []


def test_editor_checks_an_exercise_when_asked(module: ModulePage, author: User, client: Client) -> None:
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    change_exercise(module, author, solution="moveJ(A, above=81)\n")
    lesson = LessonPage.objects.child_of(module).get()
    edit_page = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    address = reverse("courses_check_exercises", args=[lesson.pk])
    assert address in edit_page
    cache.clear()
    # The module's page only says that it is not checked yet; running it takes seconds.
    (message,) = latest_problems_without_running(module)
    assert "was not checked yet" in message
    # Nor does looking at the exercise's own page.
    assert "Gewoon blok" not in client.get(address).content.decode()
    assert client.post(address)["Location"] == address
    assert "Gewoon blok" in client.get(address).content.decode()
    assert all("Gewoon blok" in item or "Hoger blok" in item for item in latest_problems_without_running(module))
    client.force_login(trainer_of(FieldlabFactory()), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 404


def latest_problems_without_running(module: ModulePage) -> list[str]:
    with translation.override("en"):
        return [str(problem) for problem in problems_of(latest_draft(module), run=False)]


CYCLE_TIME = {"type": "cycle_time", "id": "g", "value": {"at_most": None}}
PLACED = {"type": "placed", "id": "g", "value": {"colour": "", "part": "", "into": "bin", "count": None}}
FEEDER = {"type": "feeder", "id": "c", "value": {"feeder": None, "colours": None}}
SCENARIO = {"title": "", "hidden": False, "cell": None, "changes": [FEEDER]}


@pytest.mark.parametrize(
    "gaps",
    [
        {"goals": [CYCLE_TIME]},
        {"goals": [PLACED]},
        {"scenarios": [{"type": "item", "id": "s", "value": SCENARIO}]},
        {"wrong": [{"type": "item", "id": "w", "value": {"program": None, "failure": None}}]},
    ],
)
def test_draft_with_gaps_says_so_on_every_screen(
    module: ModulePage, author: User, client: Client, gaps: dict[str, Any]
) -> None:
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    change_exercise(module, author, **gaps)
    lesson = LessonPage.objects.child_of(module).get()
    assert any("not filled in yet" in item for item in problems(module))
    for name, page in (
        ("wagtailadmin_pages:edit", module),
        ("courses_hand_in", module),
        ("courses_check_exercises", lesson),
    ):
        assert client.get(reverse(name, args=[page.pk])).status_code == 200


def test_no_program_runs_within_a_transaction(
    module: ModulePage, author: User, fieldlab: Fieldlab, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_exercise(
        module, author, solution=to_text(exercise("pick-and-place")["solution"]).replace("above=80", "above=82")
    )
    submission = submit_module(page=module, by=author)
    cache.clear()
    monkeypatch.setattr("courses.exercises.checking._remembered", {})
    monkeypatch.setattr("sys.executable", "/bin/false")
    with translation.override("en"), pytest.raises(ModuleNotReady, match="could not be checked"):
        approve_module(submission=submission, by=trainer_of(fieldlab))
    monkeypatch.undo()
    assert approve_module(submission=submission, by=trainer_of(fieldlab))


def test_who_may_not_hand_in_makes_nothing_run(module: ModulePage, author: User) -> None:
    change_exercise(module, author, solution="moveJ(A, above=78)\n", wrong=[])
    with pytest.raises(PermissionDenied):
        submit_module(page=module, by=trainer_of(FieldlabFactory()))
    (message,) = latest_problems_without_running(module)
    assert "was not checked yet" in message


def test_check_that_took_too_long_is_remembered_for_a_while(
    module: ModulePage, author: User, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    change_exercise(module, author, solution="moveJ(A, above=76)\n", wrong=[])
    settings.ROBOT_CHECK_SECONDS = 0
    monkeypatch.setattr("courses.publishing.exercises.SECONDS", 0)
    assert any("takes too long" in item for item in problems(module))
    assert any("takes too long" in item for item in latest_problems_without_running(module))


def test_lesson_of_another_fieldlab_is_not_named_at_a_cell(
    module: ModulePage, author: User, fieldlab: Fieldlab, client: Client
) -> None:
    other = FieldlabFactory()
    theirs, own = robot_cell(other, trainer_of(other)), robot_cell(fieldlab, author)
    lesson = LessonPage.objects.child_of(module).get()
    for cell, shown in ((theirs, False), (own, True)):
        content = lesson.content.get_prep_value()
        next(block for block in content if block["type"] == "robot_exercise")["value"]["cell"] = cell.pk
        lesson.content = content
        lesson.save()
        client.force_login(cell.changed_by, backend="django.contrib.auth.backends.ModelBackend")
        screen = client.get(reverse("courses_robot_cell", args=[cell.pk])).content.decode()
        assert (reverse("wagtailadmin_pages:edit", args=[lesson.pk]) in screen) is shown
