"""Every screen: it answers, axe has nothing to say, nothing scrolls sideways, and the browser has no complaint."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journeys.conftest import OpenVisitor
from tests.journeys.screens import SCREENS, Screen, visit
from tests.journeys.visitor import SIZES, WAGTAIL_PARTS, Visitor

pytestmark = pytest.mark.journey

LESSON_BYTES = 80 * 1024
LESSON_REQUESTS = 12


@pytest.fixture(scope="module")
def readers(new_visitor: OpenVisitor) -> Iterator[dict[str, Visitor]]:
    """One visitor per role for all screens: what a browser has kept it need not load again."""
    visitors = {role: new_visitor(role) for role in {screen.role for screen in SCREENS}}
    yield visitors
    for visitor in visitors.values():
        visitor.close()


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_screen_is_accessible_at_every_size_and_in_the_dark(screen: Screen, readers: dict[str, Visitor]) -> None:
    visitor = readers[screen.role]
    visitor.problems.clear()
    visitor.expected = screen.status
    visitor.page.emulate_media(color_scheme="light")
    assert visit(visitor.page, visitor.base, screen) == screen.status
    for size in SIZES.values():
        visitor.page.set_viewport_size(size)
        visitor.check_screen(without=WAGTAIL_PARTS if screen.admin else ())
    if not screen.admin:
        visitor.page.emulate_media(color_scheme="dark")
        assert not visitor.violations(rules=["color-contrast"])
    visitor.assert_unnoticed()


def test_lesson_is_light(open_visitor: OpenVisitor) -> None:
    first = open_visitor("worker")
    lesson = next(screen for screen in SCREENS if screen.name == "lesson")
    visit(first.page, first.base, lesson)
    visitor = open_visitor("worker")
    visitor.go(first.page.url)
    visitor.page.wait_for_load_state("networkidle")
    weights = {}
    for request in visitor.requests:
        request.response()
        if not request.url.startswith((f"{visitor.base}/media/", "data:")):
            sizes = request.sizes()
            weights[request.url] = sizes["responseBodySize"] + sizes["responseHeadersSize"]
    assert len(visitor.requests) <= LESSON_REQUESTS, [request.url for request in visitor.requests]
    assert sum(weights.values()) <= LESSON_BYTES, weights
