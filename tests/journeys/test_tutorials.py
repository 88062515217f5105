"""Every tutorial of docs/tutorials is carried out literally, as its reader would do it.

The steps of a tutorial are its numbered lines; what stands between them is for the reader. A step is one of:

    1. Ga naar [Mijn leren](/my/).
    2. Vul bij **E-mailadres** in: `worker@demo.skillslab.example`.
    3. Kies **Inloggen**.                  a button, link, answer or tick box of which the name begins like this
    4. Kies **Starten** bij **Petra**.     the same, in the row, card or table line where "Petra" stands
    5. Kies overal **Voldaan**.            the same, everywhere on the page
    6. Kies bij **Rol** de optie **Trainer**.
    7. Je ziet: "Bewaard".

A step that is none of these fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import OpenVisitor
from tests.journeys.visitor import WAGTAIL_PARTS, Visitor
from tests.running_site import ROOT

pytestmark = pytest.mark.journey

FOLDER = ROOT / "docs" / "tutorials"
# In this order: the manager decides on what others handed in.
TUTORIALS = ("deelnemer", "beoordelaar", "hr-medewerker", "trainer", "fieldlabmanager", "netwerkbeheerder")
STEP = re.compile(r"^\d+\. (.+)$", re.MULTILINE)
ROLES = ("button", "link", "tab")
ROWS = "li, tr, article, fieldset, section, .card"


def begins_with(words: str, flags: int = 0) -> re.Pattern[str]:
    # Not re.escape: the browser's expressions refuse to have a hyphen escaped.
    return re.compile(r"^\s*" + re.sub(r"([.*+?^${}()|\[\]\\/])", r"\\\1", words), flags)


def named(place: Page | Locator, name: str) -> Locator:
    """What can be chosen in `place` under this name, as far as it is seen."""
    begins = begins_with(name)
    found = place.locator("summary, label").filter(has_text=begins)
    for role in ROLES:
        found = found.or_(place.get_by_role(role, name=begins))  # type: ignore[arg-type]
    return found.filter(visible=True)


def labelled(visitor: Visitor, label: str) -> Locator:
    fields = visitor.page.locator("input, textarea, select")
    return visitor.page.get_by_label(begins_with(label, re.IGNORECASE)).and_(fields).first


def go_to(visitor: Visitor, address: str) -> None:
    visitor.go(address)


def fill(visitor: Visitor, label: str, text: str) -> None:
    labelled(visitor, label).fill(text)


def choose(visitor: Visitor, name: str) -> None:
    """In the page itself before its header and its menu."""
    main = named(visitor.page.locator("main"), name)
    place = main if main.count() else named(visitor.page, name)
    place.first.click()


def choose_in_row(visitor: Visitor, name: str, row: str) -> None:
    rows = visitor.page.locator(ROWS).filter(has_text=row, visible=True).filter(has=named(visitor.page, name))
    named(rows.last, name).first.click()


def choose_everywhere(visitor: Visitor, name: str) -> None:
    for place in named(visitor.page.locator("main"), name).all():
        place.click()


def select(visitor: Visitor, label: str, option: str) -> None:
    labelled(visitor, label).select_option(label=option)


def see(visitor: Visitor, text: str) -> None:
    expect(visitor.page.locator("body")).to_contain_text(text, use_inner_text=True, ignore_case=True)


GRAMMAR: tuple[tuple[str, Callable[..., None]], ...] = (
    (r"Ga naar \[[^\]]+\]\(([^)]+)\)\.", go_to),
    (r"Vul bij \*\*(.+)\*\* in: `(.+)`\.", fill),
    (r"Kies \*\*([^*]+)\*\*\.", choose),
    (r"Kies \*\*([^*]+)\*\* bij \*\*([^*]+)\*\*\.", choose_in_row),
    (r"Kies overal \*\*([^*]+)\*\*\.", choose_everywhere),
    (r"Kies bij \*\*([^*]+)\*\* de optie \*\*([^*]+)\*\*\.", select),
    (r'Je ziet: "(.+)"\.', see),
)


def steps_of(path: Path) -> list[tuple[str, Callable[..., None], tuple[str, ...]]]:
    """The steps of a tutorial: their words, what to do and with what. Raises ValueError for one we don't know."""
    steps = []
    for words in STEP.findall(path.read_text()):
        for pattern, act in GRAMMAR:
            if match := re.fullmatch(pattern, words):
                steps.append((words, act, match.groups()))
                break
        else:
            raise ValueError(f"{path.name} has a step that nobody understands: {words}")
    return steps


@pytest.mark.parametrize("name", TUTORIALS)
def test_tutorial_works_literally(name: str, open_visitor: OpenVisitor) -> None:
    visitor = open_visitor()
    steps = steps_of(FOLDER / f"{name}.md")
    assert 8 <= len(steps) <= 20
    for words, act, arguments in steps:
        try:
            act(visitor, *arguments)
        except Exception as problem:
            raise AssertionError(f"{name}, “{words}”, at {visitor.page.url}: {problem}") from problem
    visitor.check_screen(without=WAGTAIL_PARTS if visitor.path.startswith("/admin/") else ())


def test_every_tutorial_is_walked_through() -> None:
    written = {path.stem for path in FOLDER.glob("*.md")} - {"README", "developer"}
    assert written == set(TUTORIALS)
