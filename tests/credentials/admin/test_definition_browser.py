"""Writing a micro-credential in a real browser, by keyboard where it matters, until it is awarded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from courses.models import ModuleVersion
from credentials.models import Credential, Definition
from credentials.tasks import sweep
from lms.accounts.models import User
from lms.organisations.models import Role
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CompletionFactory
from tests.factories.definitions import staff_of

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

AXE = Path(__file__).parents[2] / "journeys/node_modules/axe-core/axe.min.js"
SKILL = "http://data.europa.eu/esco/skill/0f5374e3-0b9b-4b16-af7a-49654ce0bb15"
# Wagtail's own sidebar.
NOT_OURS = "{exclude: [['#wagtail-sidebar'], ['.sidebar']]}"


@pytest.fixture
def version() -> ModuleVersion:
    return ModuleVersionFactory(languages=("nl",))


def opened(browser: Browser, live_server: Any, person: User, address: str) -> Page:
    client = Client()
    client.force_login(person)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL")
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + address)
    return page


def violations(page: Page) -> list[str]:
    found = page.evaluate(
        AXE.read_text() + f"; axe.run({NOT_OURS}, {{runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']}})"
    )
    return [f"{item['id']}: {item['nodes'][0]['html'][:120]}" for item in found["violations"]]


def test_a_trainer_writes_it_a_manager_approves_it_and_a_worker_gets_it(
    browser: Browser, live_server: Any, version: ModuleVersion
) -> None:
    trainer, manager = staff_of(version.fieldlab), staff_of(version.fieldlab, Role.MANAGER)
    page = opened(browser, live_server, trainer, reverse("credentials_admin:definitions"))
    page.get_by_role("button", name="Schrijf er zelf een").click()
    assert violations(page) == []
    skill = page.get_by_role("combobox", name="Zoek een vaardigheid").first
    skill.fill("samenwerking")
    expect(page.get_by_role("option").first).to_be_visible()
    skill.press("ArrowDown")
    skill.press("Enter")
    expect(skill).to_have_value("samenwerking tussen mens en robot")
    preview = page.locator("[data-badge-preview]")
    page.select_option("select[name=icon]", "gear")
    expect(preview).to_have_attribute(
        "src", f"{preview.get_attribute('data-badge-preview')}?shape=hexagon&icon=gear"
    )
    page.get_by_role("button", name="Bewaren en inleveren").click()
    expect(page.get_by_text("Een collega kijkt ernaar").first).to_be_visible()
    page.context.close()
    page = opened(browser, live_server, manager, reverse("credentials_admin:definitions"))
    assert violations(page) == []
    page.get_by_role("main").get_by_role("link", name="Robots veilig bedienen").first.click()
    assert violations(page) == []
    page.get_by_label("Goedkeuren").check()
    page.get_by_role("button", name="Je besluit bewaren").click()
    page.wait_for_url("**/definitions/")
    page.context.close()
    definition = Definition.objects.get()
    assert definition.published_content.outcomes[0].skill == SKILL
    CompletionFactory(version=version)
    sweep()
    credential = Credential.objects.get()
    assert credential.authored == definition
    assert credential.achievement.badge["icon"] == "gear"
