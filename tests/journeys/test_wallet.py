"""A worker shares a set with somebody without an account, who checks it; the worker sees it, and takes it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import OpenVisitor
from tests.journeys.visitor import SIZES

pytestmark = pytest.mark.journey
BUTTON = "main form button.button--primary"


@pytest.mark.parametrize("size", SIZES)
def test_a_set_is_shared_seen_and_taken_back(size: str, open_visitor: OpenVisitor) -> None:
    worker, anybody = open_visitor("worker", size=size), open_visitor(size=size)
    label = f"Gesprek bij Van Dam ({size})"
    worker.go("/wallet/shares/link/?all=1")
    boxes = worker.page.locator("input[name=credentials]")
    number = boxes.count()
    assert number >= 3
    worker.page.check("input[name=evidence][value=practical]")
    worker.page.fill("input[name=label]", label)
    worker.press(BUTTON)
    worker.check_screen()
    link = worker.page.input_value("#link")

    anybody.go(link)
    anybody.check_screen()
    expect(anybody.page.locator(".shared-item")).to_have_count(number)
    expect(anybody.page.locator("main")).to_contain_text("Wie het aanbeveelt")
    expect(anybody.page.locator("main")).to_contain_text("Techniekschool Eemland")

    worker.go("/wallet/shares/")
    row = worker.page.locator(".rows li", has_text=label)
    expect(row).to_contain_text("1 keer bekeken")
    row.locator("button").click()
    expect(worker.page.locator("main")).to_be_visible()
    anybody.go(link, status=410)


def test_everything_comes_along_in_one_archive(open_visitor: OpenVisitor) -> None:
    worker = open_visitor("worker")
    worker.go("/wallet/")
    with worker.page.expect_download() as download:
        worker.page.locator("a[href='/wallet/archive.zip']").click()
    assert download.value.suggested_filename.endswith(".zip")
    assert download.value.path().read_bytes().startswith(b"PK")
