"""A trainer presses "save" while the editor saves by itself, at a slow connection."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.conftest import OpenVisitor
from tests.running_site import RunningSite

pytestmark = pytest.mark.journey

MILLISECONDS = 1500
EDITOR_WATCHES = 2500
SAVES = "new Promise((done) => document.addEventListener('w-autosave:save', () => done(), { once: true }))"


@pytest.mark.parametrize("sent", [False, True], ids=["before it is sent", "while it is sent"])
def test_new_lesson_is_made_once(site: RunningSite, open_visitor: OpenVisitor, sent: bool) -> None:
    slug = f"eenmaal-{uuid4().hex[:8]}"
    site.run("-m", "tests.journeys.story_module", slug)
    trainer = open_visitor("trainer")
    page = trainer.page

    def slowly(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
        elif "application/json" in route.request.headers["accept"]:
            answer = route.fetch()
            page.wait_for_timeout(MILLISECONDS)
            route.fulfill(response=answer)
        else:
            page.wait_for_timeout(MILLISECONDS)
            route.continue_()

    trainer.go("/admin/modules/")
    trainer.press(f"td.title a:has-text('{slug}')")
    trainer.press("a[href*='/add/courses/lessonpage/']")
    page.route("**/admin/pages/**", slowly)
    # What is saved by itself is answered 400 as long as something is missing.
    trainer.expected = 400
    page.wait_for_timeout(EDITOR_WATCHES)
    page.fill("input[name=minutes]", "3")
    page.fill("input[name=title]", "Terug naar productie")
    if sent:
        page.wait_for_event("request", lambda request: request.method == "POST" and "/add/" in request.url)
    else:
        page.evaluate(SAVES)
    # The address changes with what is saved by itself, too: only what is pressed loads a page.
    with page.expect_event("load"):
        page.locator("footer button[type=submit]").filter(visible=True).first.click()
    page.unroute("**/admin/pages/**")
    trainer.go("/admin/modules/")
    trainer.press(f"td.title a:has-text('{slug}')")
    expect(page.locator("main li a:has-text('Terug naar productie')")).to_have_count(1)
