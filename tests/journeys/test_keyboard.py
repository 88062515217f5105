"""A worker finds a module, enrols and learns with the keyboard only."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import WORKER, OpenVisitor
from tests.journeys.robot_page import tab_to
from tests.journeys.screens import PASSWORD
from tests.journeys.test_flow import BUTTON
from tests.journeys.visitor import Visitor
from tests.running_site import RunningSite

pytestmark = pytest.mark.journey

SEEN = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
}"""


def reach(worker: Visitor, selector: str) -> None:
    """Press Tab until what `selector` finds first has the focus, and shows it."""
    tab_to(worker.page, worker.page.locator(selector).filter(visible=True).first)
    assert worker.page.evaluate(SEEN), f"{selector} at {worker.path} does not show that it has the focus."


def enter(worker: Visitor, selector: str) -> None:
    """Go on with Enter, at what `selector` finds."""
    reach(worker, selector)
    with worker.page.expect_navigation():
        worker.page.keyboard.press("Enter")


def test_worker_learns_with_the_keyboard_only(site: RunningSite, open_visitor: OpenVisitor) -> None:
    slug = f"toetsen-{uuid4().hex[:8]}"
    site.run("-m", "tests.journeys.story_module", slug, "with-session")
    worker = open_visitor()
    page = worker.page
    worker.go(f"/catalogue/?q={slug}")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#main")
    enter(worker, f"main a[href*='/{slug}/']")
    enter(worker, "main form[action^='/enrol/'] button")
    reach(worker, "input[name=login]")
    page.keyboard.type(f"{WORKER}@demo.skillslab.example")
    reach(worker, "input[name=password]")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    if worker.path.startswith("/enrol/"):
        enter(worker, BUTTON)
    enter(worker, "main form[action$='/continue/'] button")

    reach(worker, ".question__choice input")
    right = page.locator(".question__choice").filter(has_text="De cel stilzetten").locator("input")
    page.keyboard.press("Space")
    if not right.is_checked():
        page.keyboard.press("ArrowDown")
    expect(right).to_be_checked()
    reach(worker, "form[data-step] button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator(".question__result--right")).to_be_visible()
    enter(worker, "[data-finish] button")
    expect(page.locator("h1")).to_have_text("Testen met lage snelheid")
