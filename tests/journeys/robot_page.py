"""The robot exercise as a worker handles it: by mouse, by finger and by keyboard."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys.visitor import Visitor

# The lines in which the arm goes too low, and how high it has to go.
LOW = ("l4", "l5")
HIGH = "300"


class RobotPage:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.exercise = page.locator("robot-exercise")
        self.verdict = page.locator(".robot-verdict")

    def part(self, name: str) -> Locator:
        return self.page.locator(f"[data-{name}]")

    def wait_for_blocks(self) -> None:
        expect(self.block("l5")).to_be_visible()

    def block(self, id: str) -> Locator:
        return self.page.locator(f".blocklyBlockCanvas g[data-id='{id}'] > .blocklyPath:not(.blocklyPathSelected)")

    def height_of(self, id: str) -> Locator:
        """The field of a block that says how many mm above its point."""
        return self.page.locator(f".blocklyBlockCanvas g[data-id='{id}'] > .blocklyNumberField")

    def program(self) -> dict[str, Any]:
        found = self.exercise.evaluate("exercise => exercise.store.program")
        assert isinstance(found, dict)
        return found

    def heights(self) -> list[Any]:
        steps = {step["id"]: step for step in self.program()["main"]}
        return [steps[id]["to"].get("above") for id in LOW]

    def expect_failure_at_the_fence(self) -> None:
        expect(self.verdict).to_have_class(re.compile("robot-verdict--no"))
        expect(self.verdict).to_contain_text("hek")
        expect(self.verdict).to_contain_text("regel 5")

    def expect_passed(self) -> None:
        expect(self.verdict).to_have_class(re.compile("robot-verdict--yes"))

    def expect_lit(self, id: str) -> None:
        """The block is lit, and the text says which line runs."""
        expect(self.page.locator(f".blocklyBlockCanvas g[data-id='{id}']")).to_have_class(re.compile("robot-lit"))

    def expect_saved(self) -> None:
        expect(self.part("saved")).to_have_text(re.compile(r"Bewaard \d\d:\d\d"))


def opened(visitor: Visitor, address: str) -> RobotPage:
    visitor.go(address)
    return RobotPage(visitor.page)


def tab_to(page: Page, target: Locator, *, most: int = 80) -> None:
    """Press Tab until `target` has the focus."""
    for _ in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} can't be reached with Tab.")
