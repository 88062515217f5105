"""The flow, told once at a desk and once on a phone, with a module and a worker of its own.

author → publish → enrol → learn → statement → progress → completion → credential → share → check
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import tincan
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.journeys.conftest import OpenVisitor
from tests.journeys.mailbox import Mailbox
from tests.journeys.visitor import WAGTAIL_PARTS, Visitor
from tests.running_site import RunningSite

pytestmark = pytest.mark.journey

SITE_URL = "https://demo.skillslab.example"
SECONDS_TO_ISSUE = 60


@dataclass
class Story:
    """What one step hands to the next."""

    size: str
    slug: str = field(default_factory=lambda: f"grijper-{uuid4().hex[:8]}")
    state: Any = None
    enrolment: str = ""
    lessons: list[str] = field(default_factory=list)
    credential: str = ""
    document: str = ""
    link: str = ""

    @property
    def name(self) -> str:
        return f"Nova {self.slug.title()}"

    @property
    def email(self) -> str:
        return f"{self.slug}@voorbeeld.example"


@pytest.fixture(scope="module", params=["desktop", "phone"])
def story(request: pytest.FixtureRequest, site: RunningSite, browser_name: str) -> Story:
    # Every step asks for the browser, also one that needs none: pytest keeps their order then.
    story = Story(size=request.param)
    site.run("-m", "tests.journeys.story_module", story.slug)
    return story


RIGHT = {"De cel stilzetten", "Of de grijper dicht gaat", "Of de slang vrij hangt", "Met lage snelheid"}
BUTTON = "main form button[type=submit]"


def check_admin(visitor: Visitor) -> None:
    visitor.check_screen(without=WAGTAIL_PARTS)


def choose(question: Locator, *, right: bool) -> None:
    """Choose all right answers of a question, or its wrong ones, and send them."""
    for choice in question.locator(".question__choice").all():
        label = choice.locator("label")
        if (label.inner_text() in RIGHT) == right:
            label.click()
    question.locator("button[type=submit]").click()


def add_choice(page: Page, field: str) -> None:
    """Press the plus below the answers until `field` is there, as people do: a save may move the button away."""
    plus = page.locator("[data-streamfield-list-container] .c-sf-add-button").last
    for _ in range(3):
        plus.click()
        try:
            page.wait_for_selector(field, timeout=5_000)
        except PlaywrightTimeout:
            continue
        return


def questions_on(visitor: Visitor) -> list[Locator]:
    """The questions of the lesson that can still be answered."""
    ids = visitor.page.locator("form[data-step]").evaluate_all("forms => forms.map(form => form.dataset.step)")
    return [visitor.page.locator(f"[id='{id}']") for id in ids]


def enrolment_in(path: str) -> str:
    return path.split("/")[2]


def test_1_trainer_writes_a_lesson_and_sees_it_as_a_learner(story: Story, open_visitor: OpenVisitor) -> None:
    trainer = open_visitor("trainer", size=story.size)
    page = trainer.page
    trainer.go("/admin/modules/")
    check_admin(trainer)
    trainer.press(f"td.title a:has-text('{story.slug}')")
    check_admin(trainer)

    trainer.press("a[href*='/add/courses/lessonpage/']")
    # The editor saves by itself, and is answered 400 as long as something is missing.
    trainer.expected = 400
    page.fill("input[name=title]", "Terug naar productie")
    page.fill("input[name=minutes]", "3")
    page.locator(".c-sf-add-button").last.click()
    page.get_by_role("option").first.click()
    page.locator("[contenteditable=true]").last.fill("Geef de cel vrij als de test goed was.")
    page.locator(".c-sf-add-button").last.click()
    page.locator("[role=option]:has(.icon-radio-full)").click()
    question = "content-1-value"
    page.fill(f"[name={question}-question]", "Hoe begin je na de wissel?")
    page.fill(f"[name={question}-choices-0-value-text]", "Met lage snelheid")
    page.press(f"[name={question}-choices-0-value-correct]", "Space")
    expect(page.locator(f"[name={question}-choices-0-value-correct]")).to_be_checked()
    page.fill(f"[name={question}-choices-0-value-feedback]", "Dat klopt.")
    add_choice(page, f"[name={question}-choices-1-value-text]")
    page.fill(f"[name={question}-choices-1-value-text]", "Meteen op volle snelheid")
    page.fill(f"[name={question}-choices-1-value-feedback]", "Je weet nog niet of de grijper goed vastzit.")
    page.fill(f"[name={question}-explanation]", "Langzaam zie je een fout voor er schade is.")
    trainer.press("footer button[type=submit]")
    check_admin(trainer)

    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.frame_locator("[data-side-panel=preview] iframe").first
    expect(preview.locator("h1")).to_have_text("Terug naar productie")
    expect(preview.locator(".question__choice")).to_have_count(2)


def test_2_somebody_else_approves_and_it_is_published(story: Story, open_visitor: OpenVisitor) -> None:
    trainer = open_visitor("trainer", size=story.size)
    trainer.go("/admin/modules/")
    trainer.press(f"tr:has-text('{story.slug}') a[href$='/hand-in/']")
    check_admin(trainer)
    trainer.press(BUTTON)
    assert trainer.path == "/admin/modules/"
    trainer.go("/review/")
    expect(trainer.page.get_by_text(story.slug)).to_have_count(0)

    manager = open_visitor("manager", size=story.size)
    manager.go("/review/")
    manager.check_screen()
    manager.press(f"main a:has-text('{story.slug}')")
    manager.check_screen()
    manager.press("main ol a[href^='/review/']")
    manager.check_screen()
    manager.page.go_back()
    manager.page.check("input[name=decision][value=approve]")
    manager.press(BUTTON)

    anybody = open_visitor(size=story.size)
    anybody.go(f"/catalogue/?q={story.slug}")
    anybody.check_screen()
    anybody.press(f"main a[href*='/{story.slug}/']")
    anybody.check_screen()


def test_3_worker_makes_an_account_and_enrols(story: Story, open_visitor: OpenVisitor, mailbox: Mailbox) -> None:
    worker = open_visitor(size=story.size)
    page = worker.page
    worker.go(f"/catalogue/?q={story.slug}")
    worker.press(f"main a[href*='/{story.slug}/']")
    worker.press("main form[action^='/enrol/'] button")
    worker.check_screen()
    worker.press("main a[href^='/account/signup/']")
    page.fill("input[name=email]", story.email)
    page.fill("input[name=name]", story.name)
    page.fill("input[name=password1]", "een lang wachtwoord")
    worker.check_screen()
    worker.press("form:has(input[name=password1]) button[type=submit]")
    worker.check_screen()
    page.fill("input[name=code]", mailbox.code_for(story.email))
    worker.press("form:has(input[name=code]) button[type=submit]")
    if worker.path.startswith("/enrol/"):
        worker.check_screen()
        worker.press(BUTTON)
    assert worker.path.startswith("/learn/")
    worker.check_screen()
    story.enrolment = enrolment_in(worker.path)
    story.state = worker.context.storage_state()


def test_4_worker_learns_on_two_devices(story: Story, open_visitor: OpenVisitor) -> None:
    worker = open_visitor(size=story.size, state=story.state)
    worker.go(f"/learn/{story.enrolment}/")
    story.lessons = worker.page.locator(".outline a").evaluate_all("links => links.map(link => link.pathname)")
    worker.press("main form[action$='/continue/'] button")
    assert worker.path == story.lessons[0]
    worker.check_screen()
    (question,) = questions_on(worker)
    assert RIGHT.isdisjoint(question.locator("input").evaluate_all("inputs => inputs.map(input => input.value)"))

    choose(question, right=False)
    expect(question.locator(".question__result--wrong")).to_be_visible()
    worker.check_screen()
    worker.page.reload()
    expect(question.locator(".question__result--wrong")).to_be_visible()
    choose(question, right=True)
    expect(question.locator(".question__result--right")).to_be_visible()
    expect(worker.page.locator("#saved time")).to_be_visible()
    worker.check_screen()
    worker.press("[data-finish] button")
    assert worker.path == story.lessons[1]

    other_device = open_visitor(size="phone" if story.size == "desktop" else "desktop", state=story.state)
    other_device.go("/my/")
    other_device.press("main form[action$='/continue/'] button")
    assert other_device.path == story.lessons[1]
    expect(other_device.page.locator(".outline__item--done")).to_have_count(1)


def test_4_works_without_scripts_and_without_a_connection(story: Story, open_visitor: OpenVisitor) -> None:
    plain = open_visitor(size=story.size, state=story.state, scripts=False)
    plain.go(story.lessons[1])
    (question,) = questions_on(plain)
    choose(question, right=False)
    expect(question.locator(".question__result--wrong")).to_be_visible()

    worker = open_visitor(size=story.size, state=story.state)
    worker.go(story.lessons[1])
    worker.page.wait_for_load_state("networkidle")
    (question,) = questions_on(worker)
    with worker.offline():
        choose(question, right=True)
        expect(worker.page.locator("#offline")).to_be_visible()
    expect(question.locator(".question__result--right")).to_be_visible()
    expect(worker.page.locator("#offline")).to_be_hidden()
    worker.page.reload()
    expect(question.locator(".question__result--right")).to_be_visible()


def test_5_every_step_is_a_statement_of_a_pseudonym(story: Story, site: RunningSite) -> None:
    key, secret = site.manage("create_lrs_key", "--fieldlab", "robotlab-noord").split()[-2:]
    store = tincan.RemoteLRS(endpoint=f"{site.url}/xapi/", username=key, password=secret)
    answer = store.query_statements({"registration": story.enrolment, "ascending": True})
    assert answer.success, answer.data
    statements = answer.content.statements
    verbs = [statement.verb.id.rpartition("/")[2] for statement in statements]
    assert verbs[0] == "registered"
    assert verbs.count("answered") == 4
    assert {"initialized", "experienced", "completed"} <= set(verbs)
    answered = [statement for statement in statements if statement.verb.id.endswith("/answered")]
    assert [statement.result.success for statement in answered] == [False, True, False, True]
    (actor,) = {(statement.actor.account.home_page, statement.actor.account.name) for statement in statements}
    assert actor[0].startswith(SITE_URL)
    raw = json.dumps([statement.as_version() for statement in statements])
    assert story.email not in raw
    assert story.name not in raw


def test_6_worker_sees_why_it_is_not_complete(story: Story, open_visitor: OpenVisitor) -> None:
    worker = open_visitor(size=story.size, state=story.state)
    worker.go(f"/learn/{story.enrolment}/progress/")
    worker.check_screen()
    expect(worker.page.locator(".check-row--yes")).not_to_have_count(0)
    expect(worker.page.locator(".check-row--unknown")).not_to_have_count(0)
    for lesson in story.lessons[1:]:
        worker.go(lesson)
        for question in questions_on(worker):
            choose(question, right=True)
            expect(question.locator(".question__result--right")).to_be_visible()
        worker.press("[data-finish] button")
    worker.go("/my/")
    worker.check_screen()
    expect(worker.page.locator("section[aria-labelledby=waiting]")).to_contain_text(story.slug)


def test_7_assessor_observes_and_it_is_complete(story: Story, open_visitor: OpenVisitor) -> None:
    assessor = open_visitor("assessor", size=story.size)
    page = assessor.page
    assessor.go(f"/practical/?name={story.slug}")
    assessor.check_screen()
    assessor.press("main .rows a.button")
    assessor.check_screen()
    page.locator("input[name=identity_check]").first.check()
    page.fill("input[name=identity_name]", story.name)
    assessor.press(BUTTON)
    assessor.check_screen()
    for met in page.locator("input[value=yes]").all():
        met.check()
    page.locator("[name^=note-]").first.fill("Rustig en in de goede volgorde.")
    assessor.press(BUTTON)
    assessor.check_screen()
    page.check("input[name=seen]")
    assessor.press(BUTTON)
    assessor.check_screen()

    worker = open_visitor(size=story.size, state=story.state)
    worker.go(f"/learn/{story.enrolment}/")
    expect(worker.page.locator(".verdict")).to_be_visible()
    worker.check_screen()


def test_8_credential_appears_in_the_wallet(story: Story, open_visitor: OpenVisitor) -> None:
    worker = open_visitor(size=story.size, state=story.state)
    links = worker.page.locator(".timeline .card__title a")
    deadline = time.monotonic() + SECONDS_TO_ISSUE
    worker.go("/wallet/")
    while not links.count() and time.monotonic() < deadline:
        worker.page.wait_for_timeout(500)
        worker.page.reload()
    worker.check_screen()
    worker.press(".timeline .card__title a")
    worker.check_screen()
    expect(worker.page.locator(".badge--success").first).to_be_visible()
    story.credential = worker.path
    with worker.page.expect_download() as download:
        worker.page.locator("a[href$='/download/']").click()
    story.document = download.value.path().read_text()
    assert json.loads(story.document)["credentialSubject"]["achievement"]["name"]


def test_9_worker_shares_it_by_a_link(story: Story, open_visitor: OpenVisitor) -> None:
    worker = open_visitor(size=story.size, state=story.state)
    worker.go(f"{story.credential}share/link/")
    worker.check_screen()
    worker.page.fill("input[name=label]", "Sollicitatie bij Van Dam")
    worker.press(BUTTON)
    worker.check_screen()
    story.link = worker.page.input_value("#link")
    assert story.link.startswith(f"{worker.base}/check/")


def test_10_anybody_checks_it_without_an_account(story: Story, open_visitor: OpenVisitor, tmp_path: Path) -> None:
    anybody = open_visitor(size=story.size)
    page = anybody.page
    anybody.go(story.link)
    anybody.check_screen()
    expect(page.locator(".verdict").first).not_to_have_class(re.compile("verdict--"))
    expect(page.locator("main")).to_contain_text(story.name)

    whole, changed = tmp_path / "whole.json", tmp_path / "changed.json"
    whole.write_text(story.document)
    changed.write_text(story.document.replace("grijper", "grijpen", 1))
    assert whole.read_text() != changed.read_text()
    for path, is_real in ((whole, True), (changed, False)):
        anybody.go("/check/")
        page.set_input_files("input[type=file]", path)
        anybody.press(BUTTON)
        anybody.check_screen()
        verdict = expect(page.locator(".verdict").first)
        if is_real:
            verdict.not_to_have_class(re.compile("verdict--"))
        else:
            verdict.to_have_class(re.compile("verdict--no"))

    worker = open_visitor(size=story.size, state=story.state)
    worker.go(story.credential)
    expect(worker.page.locator("section[aria-labelledby=looks-title] .rows li")).to_have_count(1)
    worker.press("form[action^='/wallet/shares/'] button")
    anybody.go(story.link, status=410)
    anybody.check_screen()


def test_hr_sees_what_is_shared_as_long_as_it_is_shared(
    story: Story, open_visitor: OpenVisitor, mailbox: Mailbox
) -> None:
    officer = open_visitor("hr", size=story.size)
    officer.go("/hr/people/")
    officer.page.fill("input[name=email]", story.email)
    officer.press("main form:has(input[name=email]) button")

    worker = open_visitor(size=story.size, state=story.state)
    worker.go(mailbox.link_for(story.email, containing="/invitation/"))
    worker.check_screen()
    worker.press(BUTTON)
    officer.go(f"/hr/?q={story.slug}")
    expect(officer.page.locator("main table a")).to_have_count(0)

    worker.go(f"{story.credential}share/employer/")
    worker.check_screen()
    worker.page.locator("input[name=purpose]").first.check()
    worker.press(BUTTON)
    officer.go(f"/hr/?q={story.slug}")
    officer.check_screen()
    officer.press("main table a")
    officer.check_screen()
    expect(officer.page.locator(".verdict").first).not_to_have_class(re.compile("verdict--"))
    shared = officer.path
    officer.go(f"/hr/?q={story.slug}")
    with officer.page.expect_download() as download:
        officer.page.locator("a[href^='/hr/list.csv']").click()
    assert story.name in download.value.path().read_text()

    worker.go(story.credential)
    expect(worker.page.locator("section[aria-labelledby=looks-title]")).to_contain_text("Fatima el Amrani")
    worker.press("form[action*='/share/employer/'] button")
    officer.go(shared, status=410)
    officer.check_screen()
    officer.go(f"/hr/?q={story.slug}")
    officer.check_screen()
    expect(officer.page.locator("main table a")).to_have_count(0)
