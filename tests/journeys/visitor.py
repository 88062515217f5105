"""A person with a browser: watches what a reader would never notice, and fails for it in the end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Parts of Wagtail's own editor that break a rule, and that we can't change without replacing its scripts.
WAGTAIL_PARTS = {
    ".public-DraftEditor-content": "aria-input-field-name: the rich text box has a description, and no name",
    ".w-minimap__list": "scrollable-region-focusable: the outline of a long page scrolls, and takes no focus",
    "#w-minimap-toggle": "target-size: the outline's button is too small on a phone",
}
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 375, "height": 812}}
# A machine that does much else is slow; a page that never comes is found all the same.
TIMEOUT = 90_000
# A message that still fades in has too little contrast.
ANIMATIONS_END = """() => Promise.allSettled(
  document.getAnimations()
    .filter(animation => animation.effect.getComputedTiming().endTime !== Infinity)
    .map(animation => animation.finished))"""

expect.set_options(timeout=TIMEOUT)


class Visitor:
    """One browser context with one page, of somebody at one site."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context = context
        self.base = base
        self.problems: list[str] = []
        self.requests: list[Request] = []
        self.is_offline = False
        self.expected = 200
        context.set_default_timeout(TIMEOUT)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))
        context.on("request", self._on_request)
        self.page: Page = context.new_page()

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        # Where a machine without a graphics card draws in three dimensions, its driver says that this is slow.
        if "GL Driver Message" in message.text:
            return
        where = message.location.get("url", "")
        if self.is_offline and "ERR_INTERNET_DISCONNECTED" in message.text:
            return
        if self.expected != 200 and f"status of {self.expected}" in message.text:
            return
        self.problems.append(f"console {message.type} at {self.page.url}: {message.text} ({where})")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("data", "blob", "about"):
            return
        if f"{parts.scheme}://{parts.netloc}" != self.base:
            self.problems.append(f"request to another host at {self.page.url}: {request.url}")
        self.requests.append(request)

    def go(self, path: str, *, status: int = 200) -> Response:
        """Open an address of the site; it must answer with `status`."""
        self.expected = status
        response = self.page.goto(path if path.startswith("http") else self.base + path)
        assert response is not None
        assert response.status == status, f"{path} answered {response.status}"
        return response

    def press(self, selector: str) -> None:
        """Press the one button or link that `selector` finds, and wait for the page that follows."""
        try:
            with self.page.expect_navigation():
                self.page.locator(selector).filter(visible=True).first.click()
        except PlaywrightTimeout as late:
            seen = self.page.locator("body").inner_text()
            raise AssertionError(f"{selector} led nowhere from {self.page.url}, which said:\n{seen}") from late

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def check_screen(self, *, without: Iterable[str] = ()) -> None:
        """Accessible by axe's rules (`without` some elements), and nothing to scroll sideways."""
        self.page.wait_for_load_state("load")
        self.page.evaluate(ANIMATIONS_END)
        violations = self.violations(without)
        assert not violations, f"{self.page.url} {self.page.viewport_size}:\n" + "\n".join(violations)
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} pixels too wide at {self.page.viewport_size}"

    def violations(self, without: Iterable[str] = (), rules: list[str] = RULES) -> list[str]:
        """What axe finds: one line per rule, with the first elements that break it."""
        # Evaluated from outside the page: its content security policy stays as it is.
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text())
        what = {"exclude": [[selector] for selector in without]}
        options = {"runOnly": rules, "resultTypes": ["violations"]}
        result = self.page.evaluate("([what, options]) => axe.run(what, options)", [what, options])
        return [
            f"{violation['id']} ({violation['help']}): "
            + "; ".join(f"{node['target'][-1]} {node['html'][:160]}" for node in violation["nodes"][:4])
            for violation in result["violations"]
        ]

    @contextmanager
    def offline(self) -> Iterator[None]:
        self.is_offline = True
        self.context.set_offline(True)
        yield
        self.context.set_offline(False)
        self.is_offline = False

    def close(self) -> None:
        self.context.close()

    def assert_unnoticed(self) -> None:
        """No console message, no script error, no request to another host."""
        assert not self.problems, json.dumps(self.problems, indent=1)
