"""A session, from planning to a credential that rests on it: a worker at a desk, a trainer on a phone."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import OpenVisitor
from tests.journeys.mailbox import Mailbox
from tests.journeys.test_flow import choose, questions_on
from tests.journeys.visitor import Visitor
from tests.running_site import RunningSite

pytestmark = pytest.mark.journey

SECONDS_TO_ISSUE = 60
# Within the half hour before the start one may still sign up, and attendance may be marked already.
SOON = timedelta(minutes=20)


def plan(trainer: Visitor, slug: str) -> None:
    start = datetime.now(ZoneInfo("Europe/Amsterdam")) + SOON
    page = trainer.page
    trainer.go("/admin/sessions/")
    trainer.press(f"main li a:has-text('{slug}')")
    page.fill("input[name=day]", f"{start:%Y-%m-%d}")
    page.fill("input[name=start]", f"{start:%H:%M}")
    page.fill("input[name=end]", "23:59")
    page.fill("input[name=place]", "Hal 2")
    page.fill("input[name=capacity]", "4")
    trainer.press("main form button[type=submit]")
    expect(page.locator(f"main tr:has-text('{slug}')")).to_contain_text("0 van 4")


def join(worker: Visitor, slug: str, mailbox: Mailbox) -> str:
    """Make an account and follow the module; returns the enrolment's id."""
    page, email = worker.page, f"{slug}@voorbeeld.example"
    worker.go(f"/catalogue/?q={slug}")
    worker.press(f"main a[href*='/{slug}/']")
    expect(page.locator("section[aria-labelledby=sessions]")).to_contain_text("Nog 4 plaatsen vrij")
    worker.check_screen()
    worker.press("main form[action^='/enrol/'] button")
    worker.press("main a[href^='/account/signup/']")
    page.fill("input[name=email]", email)
    page.fill("input[name=name]", "Nova Smit")
    page.fill("input[name=password1]", "een lang wachtwoord")
    worker.press("form:has(input[name=password1]) button[type=submit]")
    page.fill("input[name=code]", mailbox.code_for(email))
    worker.press("form:has(input[name=code]) button[type=submit]")
    if worker.path.startswith("/enrol/"):
        worker.press("main form button[type=submit]")
    return worker.path.split("/")[2]


def learn(worker: Visitor, enrolment: str) -> None:
    worker.go(f"/learn/{enrolment}/")
    for lesson in worker.page.locator(".outline a").evaluate_all("links => links.map(link => link.pathname)"):
        worker.go(lesson)
        for question in questions_on(worker):
            choose(question, right=True)
            expect(question.locator(".question__result--right")).to_be_visible()
        worker.press("[data-finish] button")


def test_attendance_completes_a_module_and_stands_in_its_credential(
    site: RunningSite, open_visitor: OpenVisitor, mailbox: Mailbox
) -> None:
    slug = f"bijeenkomst-{uuid4().hex[:8]}"
    site.run("-m", "tests.journeys.story_module", slug, "with-session")
    trainer = open_visitor("trainer", size="phone")
    plan(trainer, slug)

    worker = open_visitor()
    enrolment = join(worker, slug, mailbox)
    worker.press("form[action$='/sign-up/'] button")
    expect(worker.page.locator("section[aria-labelledby=sessions]")).to_contain_text("Je hebt een plaats")
    worker.check_screen()
    worker.go("/my/")
    expect(worker.page.locator("section[aria-labelledby=places]")).to_contain_text("Hal 2")
    worker.check_screen()
    learn(worker, enrolment)
    worker.go(f"/learn/{enrolment}/progress/")
    expect(worker.page.locator(".check-row--unknown")).to_contain_text("Bijeenkomst")
    worker.check_screen()

    trainer.go("/admin/sessions/")
    trainer.press(f"main tr:has-text('{slug}') a[href$='/attendance/']")
    trainer.check_screen()
    trainer.press("main a[href$='/identity/']")
    trainer.check_screen()
    trainer.page.fill("input[name=identity_name]", "Nova Smit")
    trainer.press("main form button[type=submit]")
    expect(trainer.page.locator("main .rows")).to_contain_text("Identiteit gecontroleerd: Nova Smit")
    trainer.check_screen()

    worker.go(f"/learn/{enrolment}/")
    expect(worker.page.locator(".verdict")).to_be_visible()
    link = worker.page.locator(".timeline .card__title a")
    deadline = time.monotonic() + SECONDS_TO_ISSUE
    worker.go("/wallet/")
    while not link.count() and time.monotonic() < deadline:
        worker.page.wait_for_timeout(500)
        worker.page.reload()
    worker.press(".timeline .card__title a")
    with worker.page.expect_download() as download:
        worker.page.locator("a[href$='/download/']").click()
    document = json.loads(download.value.path().read_text())
    assert document["evidence"][0]["genre"].endswith("/vocabulary/identity-attendance")
    assert document["evidence"][0]["description"].endswith(", Bram Postma")
    targets = [item["targetUrl"] for item in document["credentialSubject"]["achievement"]["alignment"]]
    assert "http://data.europa.eu/snb/assessment/7331eb4762" in targets
