"""The check as one file, opened from the disk in a browser: the same answers, and nothing is sent."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from credentials.checking.network import check_own
from credentials.formats.serialise import to_bytes
from credentials.models import Credential, StatusList
from credentials.queries import newest_issue
from credentials.verify.offline_page import SCRIPT, build
from tests.credentials.verifier.test_attacks import CONTENTS, FORMS
from tests.credentials.verifier.test_containers import in_svg, png, svg, text_chunk
from tests.factories.courses import ModuleVersionFactory
from tests.factories.credentials import CredentialFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.journey,
    # In CI it fails instead: there, nobody reads that it was left out.
    pytest.mark.skipif(
        "CI" not in os.environ and not SCRIPT.exists(), reason="2026-11-22: run `make offline` first"
    ),
]
Ask = Callable[[bytes], dict[str, str]]
NAMES = ["parse", "contexts", "proof", "issuer", "dates", "revocation", "suspension"]


@pytest.fixture(scope="session", autouse=True)
def browser_first(browser: Browser) -> None:
    """The browser brings an event loop, and Django keeps connections apart by it: the database comes after."""


@pytest.fixture
def credential(db: None) -> Credential:
    return CredentialFactory(version=ModuleVersionFactory(validity_months=12))


@pytest.fixture
def document(credential: Credential) -> bytes:
    return bytes(newest_issue(credential).document)


@pytest.fixture
def ask(credential: Credential, browser: Browser, tmp_path: Path) -> Iterator[Ask]:
    """Open the page from the disk, and give it files; the answers, by the name of the check."""
    yield from opened(build(), browser, tmp_path)


def opened(html: str, browser: Browser, folder: Path) -> Iterator[Ask]:
    (folder / "check.html").write_text(html)
    page = browser.new_page()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto((folder / "check.html").as_uri())

    def give(data: bytes) -> dict[str, str]:
        page.evaluate("document.getElementById('result').replaceChildren()")
        page.locator("#file").set_input_files([])
        page.locator("#file").set_input_files({"name": "file", "mimeType": "", "buffer": data})
        page.locator("[data-verdict]").wait_for()
        answers = {"verdict": page.locator("[data-verdict]").get_attribute("data-verdict")}
        for found in page.locator("[data-check]").all():
            answers[str(found.get_attribute("data-check"))] = str(found.get_attribute("class"))
        answers["text"] = page.locator("#result").inner_text()
        return {name: str(value) for name, value in answers.items()}

    yield give
    assert [url for url in requested if not url.startswith(("file:", "blob:"))] == []
    assert problems == []
    page.close()


def test_our_credential_is_valid_and_every_field_is_shown(
    ask: Ask, document: bytes, credential: Credential
) -> None:
    answers = ask(document)
    assert {name: answers[name] for name in NAMES} == dict.fromkeys(NAMES, "yes")
    assert answers["verdict"] == "yes"
    for expected in (credential.user.name, credential.fieldlab.name, credential.achievement.name):
        assert expected in answers["text"]


def test_pictures_are_opened(ask: Ask, document: bytes) -> None:
    for picture in (png(text_chunk(document)), svg(in_svg(document))):
        answers = ask(picture)
        assert answers["verdict"] == "yes"
        assert "Somebody Else" not in answers["text"]
    assert ask(png())["parse"] == "no"


def test_every_attack_is_refused_as_on_the_site(ask: Ask, document: bytes) -> None:
    for attack, change in [*((name, found[0]) for name, found in FORMS.items()), *CONTENTS.items()]:
        changed = json.loads(document)
        # One list for both: the attacks of the library's tests are about two.
        if not isinstance(changed.get("credentialStatus"), list):
            changed["credentialStatus"] = [changed["credentialStatus"]]
        if attack in ("an undefined field in the proof", "a context in the proof"):
            continue
        change(changed)
        answers = ask(to_bytes(changed))
        assert (attack, answers["verdict"]) != (attack, "yes")
        assert (attack, answers["proof"]) != (attack, "yes")


@pytest.mark.parametrize("pattern", [rb'"name":"[^"]', rb"PT\d", rb'"identityHash":"[^"]', rb'"validFrom":"20'])
def test_a_changed_byte_is_noticed(ask: Ask, document: bytes, pattern: bytes) -> None:
    found = re.search(pattern, document)
    assert found is not None
    place = found.end() - 1
    changed = document[:place] + bytes([document[place] ^ 1]) + document[place + 1 :]
    assert ask(changed)["proof"] == "no"


@pytest.mark.parametrize("data", [b"", b"no json", b"[]", b"\xff", b"a.b.c", b"<svg", b"\x89PNG\r\n\x1a\n", b"{}"])
def test_anything_gets_an_answer(ask: Ask, data: bytes) -> None:
    assert ask(data)["verdict"] in ("no", "unknown")


def test_a_list_that_is_too_old_is_not_believed(browser: Browser, document: bytes, tmp_path: Path) -> None:
    (tmp_path / "check.html").write_text(build())
    page = browser.new_page()
    page.clock.set_fixed_time(timezone.now() + timedelta(days=200))
    page.goto((tmp_path / "check.html").as_uri())
    page.locator("#file").set_input_files({"name": "file", "mimeType": "", "buffer": document})
    found = {name: page.locator(f"[data-check={name}]").get_attribute("class") for name in ("dates", "suspension")}
    assert found == {"dates": "yes", "suspension": "unknown"}
    page.close()


def test_the_page_carries_the_lists_and_keys_of_its_moment(client: Client, credential: Credential) -> None:
    cache.clear()
    response = client.get(reverse("check_offline"), headers={"Accept-Language": "nl"})
    page = response.content.decode()
    assert response["Content-Disposition"].startswith('attachment; filename="demo.skillslab.example-')
    assert "Een bewijs controleren zonder netwerk" in page
    config: Any = json.loads(page.split('id="config">')[1].split("</script>")[0])
    assert len(config["lists"]) == StatusList.objects.filter(signed_at__isnull=False).count() > 0
    assert json.loads(bytes(newest_issue(credential).document))["issuer"]["id"] in config["dids"]
    assert check_own(newest_issue(credential)).valid


def test_the_form_leads_to_the_page(client: Client) -> None:
    assert reverse("check_offline") in client.get(reverse("check")).content.decode()
