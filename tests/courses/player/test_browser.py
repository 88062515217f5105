"""The lesson page in a real browser, at the size of a phone: answers in place, keyboard, and a lost connection."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect

from courses.models import Enrolment
from lms.lrs.content.relations import verb_key
from lms.lrs.models import Statement
from lms.lrs.vocabulary import ANSWERED
from tests.factories.courses import EXPLANATION, WRONG_FEEDBACK, EnrolmentFactory, ModuleVersionFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def enrolment() -> Enrolment:
    return EnrolmentFactory(version=ModuleVersionFactory(lessons=2, questions=1))


@pytest.fixture
def page(browser: Browser, live_server: Any, enrolment: Enrolment) -> Any:
    client = Client()
    client.force_login(enrolment.user)
    context = browser.new_context(viewport={"width": 375, "height": 800}, locale="nl-NL")
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    first = enrolment.version.lessons.filter(language="nl").first()
    page.goto(live_server.url + reverse("lesson", args=[enrolment.pk, first.key]))
    yield page
    context.close()


def answer(page: Page, number: int) -> Locator:
    form = page.locator("form[data-step]")
    form.locator("label").nth(number).click()
    form.get_by_role("button").click()
    return form


def answers_of(enrolment: Enrolment) -> int:
    key = verb_key(ANSWERED.iri)
    return Statement.objects.filter(registration=enrolment.pk, verb_key=key).count()


def test_answer_is_shown_in_place_and_the_keyboard_goes_on(page: Page, enrolment: Enrolment) -> None:
    address = page.url
    answer(page, 1)
    expect(page.get_by_text(WRONG_FEEDBACK["nl"])).to_be_visible()
    answer(page, 0)
    expect(page.get_by_text(EXPLANATION["nl"])).to_be_visible()
    expect(page.locator("#saved time")).to_be_visible()
    assert page.url == address
    assert answers_of(enrolment) == 2
    page.keyboard.press("n")
    second = enrolment.version.lessons.filter(language="nl").last()
    page.wait_for_url(f"**{reverse('lesson', args=[enrolment.pk, second.key])}")


def test_answer_without_a_connection_is_kept_and_sent_once(page: Page, enrolment: Enrolment) -> None:
    page.context.set_offline(True)
    answer(page, 0)
    expect(page.locator("#offline")).to_be_visible()
    assert answers_of(enrolment) == 0
    page.context.set_offline(False)
    expect(page.get_by_text(EXPLANATION["nl"])).to_be_visible()
    expect(page.locator("#offline")).to_be_hidden()
    assert answers_of(enrolment) == 1


def test_answer_after_the_session_ended_is_kept_until_signed_in(page: Page, enrolment: Enrolment) -> None:
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    answer(page, 0)
    expect(page.locator("#signed-out")).to_be_visible()
    expect(page.locator("#offline")).to_be_hidden()
    assert answers_of(enrolment) == 0
    page.context.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])
    page.reload()
    expect(page.get_by_text(EXPLANATION["nl"])).to_be_visible()
    assert answers_of(enrolment) == 1


def test_answer_without_the_csrf_cookie_is_kept_until_the_page_is_loaded_again(
    page: Page, enrolment: Enrolment
) -> None:
    page.context.clear_cookies(name="csrftoken")
    answer(page, 0)
    expect(page.locator("#too-old")).to_be_visible()
    expect(page.locator("#not-taken")).to_be_hidden()
    expect(page.locator("#offline")).to_be_hidden()
    assert answers_of(enrolment) == 0
    page.locator("#too-old").get_by_role("link").click()
    expect(page.get_by_text(EXPLANATION["nl"])).to_be_visible()
    assert answers_of(enrolment) == 1


def test_nothing_chosen_is_told_inside_the_question(page: Page, enrolment: Enrolment) -> None:
    form = page.locator("form[data-step]")
    form.get_by_role("button").click()
    expect(form.locator("[data-missing]")).to_be_visible()
    answer(page, 0)
    expect(page.get_by_text(EXPLANATION["nl"])).to_be_visible()
    assert answers_of(enrolment) == 1
