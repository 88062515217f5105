"""`make screenshots`: photograph every screen, wide and narrow, light and dark, into screenshots/."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.conftest import BROWSER_ARGUMENTS, find_browser
from tests.journeys.screens import SCREENS, sign_in, visit
from tests.running_site import ROOT, RunningSite

WIDTHS = {"wide": (1280, 900), "narrow": (375, 812)}
FOLDER = ROOT / "screenshots"


def photograph(browser: Browser, base: str, chosen: list[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    for width, (pixels, height) in WIDTHS.items():
        for scheme in ("light", "dark"):
            states: dict[str, dict[str, object]] = {}
            for screen in SCREENS:
                if chosen and screen.name not in chosen:
                    continue
                context = browser.new_context(
                    viewport={"width": pixels, "height": height},
                    color_scheme=scheme,
                    locale="nl-NL",
                    storage_state=states.get(screen.role),
                )
                page = context.new_page()
                page.set_default_timeout(5000)
                if screen.role and screen.role not in states:
                    sign_in(page, base, screen.role)
                    states[screen.role] = context.storage_state()
                try:
                    visit(page, base, screen)
                except Exception as problem:
                    print(f"{screen.name}: {str(problem).splitlines()[0]}")
                page.screenshot(path=FOLDER / f"{screen.name}-{width}-{scheme}.png", full_page=True)
                context.close()
    print(f"Screenshots are in {FOLDER}")


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=BROWSER_ARGUMENTS)
        if base := os.environ.get("BASE_URL"):
            photograph(browser, base, sys.argv[1:])
            return
        with tempfile.TemporaryDirectory() as folder, RunningSite(Path(folder), name="screens", fill=True) as site:
            photograph(browser, site.url, sys.argv[1:])


if __name__ == "__main__":
    main()
