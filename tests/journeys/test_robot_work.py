"""Work on a robot program is not lost: typed text, another device, a lost connection; programs of a trainer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import WORKER, OpenVisitor
from tests.journeys.robot_page import HIGH, RobotPage, opened
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey


def test_exercise_is_written_as_text_and_keeps_its_ids(open_visitor: OpenVisitor, lessons: list[str]) -> None:
    worker = open_visitor(WORKER)
    page = worker.page
    robot = opened(worker, lessons[1])
    page.locator("[data-view-choice=text]").click()
    area = page.locator("textarea.robot-sheet__area")
    before = area.input_value()
    worker.expected = 422
    area.fill(before.replace("grip()", "grap()"))
    page.locator("[data-view=text] button.button--small").click()
    expect(page.locator("[data-view=text] [role=alert]")).to_contain_text("Regel 3")
    worker.check_screen()
    area.fill(before.replace("above=80)\nmoveL(B, above=80)", "above=300)\nmoveL(B, above=300)"))
    robot.part("hand-in").click()
    robot.expect_passed()
    assert [step["id"] for step in robot.program()["main"]] == [f"l{line}" for line in range(1, 10)]


def test_exercise_goes_on_where_the_connection_was_lost(open_visitor: OpenVisitor, lessons: list[str]) -> None:
    worker = open_visitor(WORKER)
    robot = opened(worker, lessons[1])
    robot.wait_for_blocks()
    with worker.offline():
        robot.height_of("l5").click()
        worker.page.locator(".blocklyHtmlInput").fill(HIGH)
        worker.page.keyboard.press("Enter")
        expect(robot.part("saved")).to_contain_text("Geen verbinding")
        robot.part("try").click()
        expect(robot.part("state")).to_contain_text("Geen verbinding")
    robot.expect_failure_at_the_fence()
    robot.expect_saved()

    # Another device has the program, and goes on with it.
    other = open_visitor(WORKER)
    again = opened(other, lessons[1])
    again.wait_for_blocks()
    assert again.heights() == [80, 300]


def view(robot: RobotPage, name: str) -> None:
    robot.page.locator(f"[data-view-choice={name}]").click()


def test_typed_text_survives_other_views_and_loading_again(open_visitor: OpenVisitor, lessons: list[str]) -> None:
    worker = open_visitor(WORKER)
    robot = opened(worker, lessons[1])
    view(robot, "text")
    area = worker.page.locator("textarea.robot-sheet__area")
    area.fill(area.input_value().replace("grip()", "# Nu dicht.\ngrip()  # twee vingers"))
    view(robot, "steps")
    worker.page.locator("[data-key='open-l9']").click()
    worker.page.locator("[data-key='delete-l9']").click()
    view(robot, "text")
    expect(area).to_have_value(re.compile("# Nu dicht.\ngrip\\(\\)  # twee vingers"))
    expect(area).not_to_have_value(re.compile("home"))
    robot.expect_saved()
    worker.page.reload()
    expect(area).to_have_value(re.compile("# Nu dicht.\ngrip\\(\\)  # twee vingers"))
    # What can't be read yet is there again too, and seen at once.
    with worker.page.expect_response(lambda response: response.url.endswith("/draft/")):
        area.fill("moveJ(A, above=80)\ngra")
        expect(robot.part("undo")).to_be_disabled()
    worker.page.reload()
    expect(area).to_have_value("moveJ(A, above=80)\ngra")
    expect(area).to_be_visible()


def test_older_work_of_another_device_asks_before_it_replaces_newer(
    open_visitor: OpenVisitor, lessons: list[str]
) -> None:
    one, other = open_visitor(WORKER), open_visitor(WORKER)
    first, second = opened(one, lessons[1]), opened(other, lessons[1])
    for robot in (first, second):
        view(robot, "steps")
    remove(first, "l9")
    first.expect_saved()
    other.expected = 409
    remove(second, "l8")
    expect(second.part("conflict")).to_contain_text("Er is nieuwer werk van jou")
    other.check_screen()
    second.part("conflict").get_by_role("button", name="Toon het nieuwere werk").click()
    expect(other.page.locator("[data-step='l9']")).to_have_count(0)
    expect(other.page.locator("[data-step='l8']")).to_have_count(1)


def remove(robot: RobotPage, id: str) -> None:
    robot.page.locator(f"[data-key='open-{id}']").click()
    robot.page.locator(f"[data-key='delete-{id}']").click()


def test_focus_stays_near_what_was_moved_or_removed(open_visitor: OpenVisitor, lessons: list[str]) -> None:
    worker = open_visitor(WORKER)
    robot = opened(worker, lessons[1])
    view(robot, "steps")

    def key() -> str:
        return str(worker.page.evaluate("document.activeElement.dataset.key ?? ''"))

    worker.page.locator("[data-key='open-l2']").click()
    worker.page.locator("[data-key='up-l2']").press("Enter")
    # It is the first one now, and can't go up any more.
    assert key() == "open-l2"
    worker.page.locator("[data-key='down-l2']").press("Enter")
    assert key() == "down-l2"
    worker.page.locator("[data-key='delete-l2']").press("Enter")
    assert key() == "open-l3"
    worker.page.locator("[data-undo-note] button").press("Enter")
    assert worker.page.evaluate("document.activeElement.dataset.redo") == ""


def test_what_only_misses_a_goal_is_shown_at_no_place(open_visitor: OpenVisitor, lessons: list[str]) -> None:
    worker = open_visitor(WORKER)
    robot = opened(worker, lessons[1])
    view(robot, "text")
    worker.page.locator("textarea.robot-sheet__area").fill("moveJ(A, above=300)\n")
    robot.part("try").click()
    expect(robot.verdict).to_contain_text("niet alle doelen")
    expect(worker.page.locator("[data-do=scrub]")).to_be_visible()
    expect(worker.page.locator("[data-do=failure]")).to_be_hidden()
    expect(worker.page.locator(".robot-flat__failed")).to_have_count(0)


def test_long_names_in_the_drawings_stay_inside(open_visitor: OpenVisitor, lessons: list[str]) -> None:
    worker = open_visitor(WORKER, size="phone")
    robot = opened(worker, lessons[1])
    worker.page.locator("[data-tab=robot]").tap()
    expect(worker.page.locator("[data-scene] > *").first).to_be_visible()
    assert robot.exercise.evaluate(NAMES_OUTSIDE) == []


# Gives everything a long name; returns the names that reach over the left or right edge of their drawing.
NAMES_OUTSIDE = """async (exercise) => {
  const { Flat } = await import('/static/themes/js/robot/flat.js');
  const { place, drawing, words } = exercise.picture;
  words.label = (id) => `${id} met een heel lange naam`;
  new Flat({ place, drawing, words });
  const isOutside = (name) => {
    const [inner, outer] = [name.getBoundingClientRect(), name.ownerSVGElement.getBoundingClientRect()];
    return inner.left < outer.left || inner.right > outer.right;
  };
  return [...place.querySelectorAll('.robot-flat__name')].filter(isOutside).map((name) => name.textContent);
}"""


def test_times_are_written_as_people_here_write_them(open_visitor: OpenVisitor, lessons: list[str]) -> None:
    worker = open_visitor(WORKER)
    robot = opened(worker, lessons[1])
    expect(robot.exercise.locator("[data-app]")).to_be_visible()
    assert robot.exercise.evaluate(ENGLISH_MOMENT) == ["28/11/2026, 17:05", "17:05"]


ENGLISH_MOMENT = """async () => {
  const { Words } = await import('/static/themes/js/robot/words.js');
  const words = new Words({ words: {}, labels: {}, icons: '', language: 'en' });
  const date = new Date(2026, 10, 28, 17, 5);
  return [words.moment(date), words.clock(date)];
}"""


def test_parts_are_panels_of_tabs_on_a_phone_only(open_visitor: OpenVisitor, lessons: list[str]) -> None:
    for size, panels in (("phone", 3), ("desktop", 0)):
        worker = open_visitor(WORKER, size=size)
        robot = opened(worker, lessons[1])
        expect(robot.exercise.locator("[data-app]")).to_be_visible()
        expect(worker.page.locator("[role=tabpanel]")).to_have_count(panels)


def test_trainer_makes_a_program_with_the_steps_of_learners(open_visitor: OpenVisitor) -> None:
    trainer = open_visitor("trainer")
    open_exercise(trainer)
    field = trainer.page.locator("robot-program-field").filter(has=trainer.page.locator("[name$=-solution]"))
    area = field.locator("textarea")
    before = area.input_value()
    assert before.startswith("moveJ(A, above=80)")
    field.get_by_role("button").click()
    editor = trainer.page.frame_locator(".robot-program-dialog iframe")
    expect(editor.locator(".blocklyDraggable").first).to_be_visible()
    editor.locator("[data-view-choice=steps]").click()
    editor.locator("[data-key='open-l1']").click()
    editor.locator("[data-step='l1'] input[data-key^='field.above']").fill(HIGH)
    editor.locator("[data-step='l1'] input[data-key^='field.above']").press("Tab")
    expect(editor.locator("[data-text-beside]")).to_contain_text("moveJ(A, above=300)")
    trainer.page.get_by_role("button", name="Neem het over").click()
    changed = before.replace("moveJ(A, above=80)", "moveJ(A, above=300)", 1)
    expect(area).to_have_value(re.compile(re.escape(changed.strip())))


def open_exercise(trainer: Visitor) -> None:
    trainer.go("/admin/modules/")
    trainer.press("td.title a:has-text('Robotprogrammeren 1')")
    trainer.press(".module-overview__lessons a:has-text('Je programma bouwen')")
