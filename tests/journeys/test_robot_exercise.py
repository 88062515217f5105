"""A worker fails at the fence, repairs the program and passes: by mouse, keyboard, finger, without WebGL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, expect

from courses.exercises import library
from courses.robotics import to_text
from tests.conftest import BROWSER_ARGUMENTS, find_browser
from tests.journeys.conftest import WORKER, OpenVisitor
from tests.journeys.robot_page import HIGH, LOW, opened, tab_to
from tests.journeys.visitor import SIZES, Visitor
from tests.running_site import RunningSite

pytestmark = pytest.mark.journey

MOST_KILOBYTES = 900


def test_exercise_is_repaired_by_mouse_and_passed(open_visitor: OpenVisitor, lessons: list[str]) -> None:
    worker = open_visitor(WORKER)
    robot = opened(worker, lessons[1])
    robot.wait_for_blocks()
    worker.check_screen()
    robot.part("try").click()
    robot.expect_failure_at_the_fence()
    expect(robot.part("log")).to_contain_text(re.compile(r"3,\d s"))
    robot.part("show-where").click()
    robot.expect_lit("l5")
    expect(worker.page.locator("[data-do=running]")).to_contain_text("Regel 5")
    worker.check_screen()

    for id in LOW:
        robot.height_of(id).click()
        worker.page.locator(".blocklyHtmlInput").fill(HIGH)
        worker.page.keyboard.press("Enter")
    assert robot.heights() == [300, 300]
    robot.expect_saved()
    robot.part("hand-in").click()
    robot.expect_passed()
    expect(worker.page.locator(".robot-hidden")).to_contain_text("1 van de 1")
    worker.page.locator("[data-compared] summary").click()
    expect(robot.part("compared")).to_contain_text("Regel 5")
    expect(robot.part("compared")).to_contain_text("beter")
    worker.check_screen()


def test_exercise_is_repaired_with_the_keyboard_only(open_visitor: OpenVisitor, lessons: list[str]) -> None:
    worker = open_visitor(WORKER)
    page = worker.page
    robot = opened(worker, lessons[1])
    robot.wait_for_blocks()
    tab_to(page, robot.part("try"))
    page.keyboard.press("Enter")
    robot.expect_failure_at_the_fence()
    tab_to(page, robot.part("show-where"))
    page.keyboard.press("Enter")
    robot.expect_lit("l5")
    expect(robot.block("l5")).to_be_focused()
    # To the height: past the name of the place; the same in the block above.
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.keyboard.type(HIGH)
    page.keyboard.press("Enter")
    for key in ("ArrowUp", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.keyboard.type(HIGH)
    page.keyboard.press("Enter")
    assert robot.heights() == [300, 300]
    robot.part("hand-in").focus()
    page.keyboard.press("Enter")
    robot.expect_passed()


def test_exercise_is_repaired_in_the_list_of_steps_with_the_keyboard(
    open_visitor: OpenVisitor, lessons: list[str]
) -> None:
    worker = open_visitor(WORKER)
    page = worker.page
    robot = opened(worker, lessons[1])
    robot.wait_for_blocks()
    tab_to(page, page.locator("[data-view-choice=steps]"))
    page.keyboard.press("Enter")
    for id in LOW:
        tab_to(page, page.locator(f"[data-key='open-{id}']"))
        page.keyboard.press("Enter")
        tab_to(page, page.locator(f"[data-step='{id}'] input[data-key^='field.above']"))
        page.keyboard.press("Control+A")
        page.keyboard.type(HIGH)
        page.keyboard.press("Tab")
    assert robot.heights() == [300, 300]
    worker.check_screen()
    page.locator("[data-key='delete-l5']").click()
    expect(page.locator("[data-step='l5']")).to_have_count(0)
    page.locator("[data-undo-note] button").press("Enter")
    expect(page.locator("[data-step='l5']")).to_have_count(1)
    robot.part("hand-in").focus()
    page.keyboard.press("Enter")
    robot.expect_passed()


def test_exercise_is_repaired_with_a_finger(open_visitor: OpenVisitor, lessons: list[str]) -> None:
    worker = open_visitor(WORKER, size="phone")
    page = worker.page
    robot = opened(worker, lessons[1])
    robot.wait_for_blocks()
    worker.check_screen()
    robot.part("try").tap()
    robot.expect_failure_at_the_fence()
    expect(page.locator("[data-tab=robot]")).to_have_attribute("aria-selected", "true")
    worker.check_screen()
    robot.part("show-where").tap()
    expect(page.locator("[data-tab=program]")).to_have_attribute("aria-selected", "true")
    robot.expect_lit("l5")
    for id in LOW:
        robot.height_of(id).tap()
        page.locator(".blocklyHtmlInput").fill(HIGH)
        page.keyboard.press("Enter")
    assert robot.heights() == [300, 300]
    robot.part("hand-in").tap()
    robot.expect_passed()
    page.locator("[data-tab=log]").tap()
    expect(robot.part("log")).to_be_visible()
    worker.check_screen()


@pytest.fixture(params=["with", "without"])
def drawn(request: pytest.FixtureRequest, browser_type: BrowserType) -> Iterator[tuple[bool, Browser]]:
    """A browser that can draw in three dimensions (in software), and one that can't."""
    has = request.param == "with"
    flags = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"] if has else ["--disable-3d-apis"]
    arguments = [flag for flag in BROWSER_ARGUMENTS if not (has and flag == "--disable-gpu")]
    own = browser_type.launch(executable_path=find_browser(), args=[*arguments, *flags])
    yield has, own
    own.close()


def test_exercise_is_drawn_with_and_without_webgl(
    site: RunningSite, drawn: tuple[bool, Browser], open_visitor: OpenVisitor, lessons: list[str]
) -> None:
    has, browser = drawn
    state = open_visitor(WORKER).context.storage_state()
    context = browser.new_context(
        viewport=SIZES["desktop"], locale="nl-NL", timezone_id="Europe/Amsterdam", storage_state=state
    )
    worker = Visitor(context, site.url)
    robot = opened(worker, lessons[1])
    robot.wait_for_blocks()
    expect(worker.page.locator(".robot-view canvas")).to_have_count(1 if has else 0)
    expect(worker.page.locator("svg.robot-flat")).to_have_count(0 if has else 2)
    robot.part("try").click()
    robot.expect_failure_at_the_fence()
    # It moves by itself: nobody asked for stillness.
    expect(worker.page.locator("[data-do=scrub]")).not_to_have_value("0")
    worker.page.locator("[data-do=failure]").click()
    robot.expect_lit("l5")
    if not has:
        expect(worker.page.locator(".robot-flat__failed")).to_have_count(2)
    worker.check_screen()
    worker.close()
    worker.assert_unnoticed()


def test_browser_writes_text_and_blocks_as_the_engine_does(open_visitor: OpenVisitor, lessons: list[str]) -> None:
    worker = open_visitor(WORKER)
    robot = opened(worker, lessons[1])
    robot.wait_for_blocks()
    programs = list(EVERY_INSTRUCTION)
    for item in library.items():
        programs += [item["solution"], *(wrong["program"] for wrong in item["wrong"])]
    for program in programs:
        text = worker.page.evaluate(
            "async program => (await import('/static/themes/js/robot/program-text.js')).textOf(program)", program
        )
        assert text == to_text(program)
        assert robot.exercise.evaluate(THROUGH_BLOCKS, program) == {"procedures": {}, **program}
        assert robot.exercise.evaluate(STACKS_APART)


# Shows a program as blocks, and reads it back.
THROUGH_BLOCKS = """(exercise, program) => {
  exercise.store.change({ procedures: {}, ...program }, "test");
  return exercise.editors.made.blocks.read().program;
}"""
# No stack of blocks lies on another.
STACKS_APART = """exercise => {
  const { workspace } = exercise.editors.made.blocks;
  const stacks = workspace.getTopBlocks(true).map((block) => block.getBoundingRectangle());
  return stacks.every((one, index) => stacks.slice(index + 1).every((other) => !one.intersects(other)));
}"""
POSE = {"x": 400, "y": 0.5, "z": 120, "rx": 180, "ry": 0, "rz": 90}
EVERY_CONDITION = {
    "all": [
        {"any": [{"holding": True}, {"not": {"holding": False}}, {"holding": False}]},
        {"not": {"all": [{"holding": True}, {"holding": False}]}},
    ]
}
EVERY_INSTRUCTION = [
    {
        "version": 1,
        "main": [
            {"id": "a", "op": "moveJ", "to": {"pose": POSE}, "speed": 12.5},
            {"id": "b", "op": "moveL", "to": {"pallet": "fixture", "above": 80.25}, "speed": 100},
            {"id": "c", "op": "wait", "seconds": 0.5},
            {"id": "d", "op": "wait", "until": EVERY_CONDITION, "timeout": 5},
            {
                "id": "e",
                "op": "repeat",
                "times": 3,
                "body": [{"id": "f", "op": "grip"}, {"id": "g", "op": "release"}],
            },
            {"id": "h", "op": "while", "if": {"holding": False}, "body": []},
            {
                "id": "i",
                "op": "if",
                "if": {"pallet_full": "fixture"},
                "then": [{"id": "j", "op": "call", "procedure": "pick"}],
                "else": [{"id": "k", "op": "grip"}],
            },
        ],
        "procedures": {"pick": [{"id": "m", "op": "moveL", "to": {"point": "A"}}], "rust": []},
    }
]


def test_exercise_page_is_light_and_other_lessons_load_none_of_it(
    browser_type: BrowserType, site: RunningSite, open_visitor: OpenVisitor, lessons: list[str]
) -> None:
    state = open_visitor(WORKER).context.storage_state()
    own = browser_type.launch(
        executable_path=find_browser(),
        args=[flag for flag in BROWSER_ARGUMENTS if flag != "--disable-gpu"]
        + ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
    )
    worker = Visitor(own.new_context(locale="nl-NL", storage_state=state), site.url)
    worker.go(lessons[0])
    worker.page.wait_for_load_state("networkidle")
    assert not [request.url for request in worker.requests if re.search("/npm/|robot/|robot.*css", request.url)]

    # A new browser: nothing of the other lesson is in its cache.
    worker.close()
    worker = Visitor(own.new_context(locale="nl-NL", storage_state=state), site.url)
    transferred = bytes_transferred(worker)
    robot = opened(worker, lessons[1])
    robot.wait_for_blocks()
    expect(worker.page.locator(".robot-view canvas")).to_have_count(1)
    robot.part("try").click()
    robot.expect_failure_at_the_fence()
    worker.page.wait_for_load_state("networkidle")
    assert any("three.module" in url for url in transferred)
    assert any("blockly_compressed" in url for url in transferred)
    heaviest = sorted(transferred.items(), key=lambda item: -item[1])[:6]
    total = sum(transferred.values())
    assert total <= MOST_KILOBYTES * 1000, f"{total / 1000:.0f} kB: {heaviest}"
    worker.close()
    own.close()


def bytes_transferred(visitor: Visitor) -> dict[str, float]:
    """By address what Chromium itself counts on the wire from now on: compressed bodies with their headers."""
    addresses: dict[str, str] = {}
    transferred: dict[str, float] = {}
    network = visitor.context.new_cdp_session(visitor.page)
    network.on(
        "Network.responseReceived", lambda event: addresses.update({event["requestId"]: event["response"]["url"]})
    )

    def count(event: dict[str, Any]) -> None:
        address = addresses[event["requestId"]]
        transferred[address] = transferred.get(address, 0) + event["encodedDataLength"]

    network.on("Network.loadingFinished", count)
    network.send("Network.enable")
    return transferred


def test_exercise_works_without_scripts(open_visitor: OpenVisitor, lessons: list[str]) -> None:
    worker = open_visitor(WORKER, scripts=False)
    page = worker.page
    worker.go(lessons[1])
    area = page.locator("robot-exercise textarea")
    area.fill(area.input_value().replace("above=80)\nmoveL(B, above=80)", "above=300)\nmoveL(B, above=300)"))
    with page.expect_navigation():
        page.locator("button[value=hand-in]").click()
    for _ in range(30):
        if page.locator(".robot-result .icon use[href*=check-circle]").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator(".robot-result")).to_contain_text("1 van 1")
