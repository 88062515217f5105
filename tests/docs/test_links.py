"""What the documentation points to exists: files, anchors, make targets, commands."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.management import get_commands

from tests.docs.pages import CODE, DOCS, FENCE, ROOT, anchors, named, pages

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
MAKE = re.compile(r"\bmake ([a-z]+)\b")
COMMAND = re.compile(r"\bmanage(?:\.py)? ([a-z_]+)\b")
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def code_of(path: Path) -> str:
    """Blocks of code and inline code; prose says "make" of other things, too."""
    text = path.read_text()
    return "\n".join([*FENCE.findall(text), *CODE.findall(FENCE.sub("", text))])


@pytest.mark.parametrize("path", pages(), ids=named)
def test_links_lead_to_files_and_anchors(path: Path) -> None:
    broken = []
    for link in LINK.findall(FENCE.sub("", path.read_text())):
        target, _hash, anchor = link.partition("#")
        # Addresses of other sites, and in tutorials of screens, which their own test opens.
        if re.match(r"[a-z]+:|/", target):
            continue
        file = (path.parent / unquote(target)).resolve() if target else path
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("path", pages(), ids=named)
def test_named_make_targets_exist(path: Path) -> None:
    assert set(MAKE.findall(code_of(path))) - TARGETS == set()


@pytest.mark.parametrize("path", pages(), ids=named)
def test_named_commands_exist(path: Path) -> None:
    assert set(COMMAND.findall(code_of(path))) - set(get_commands()) == set()


def test_every_page_is_in_the_index() -> None:
    index = DOCS / "README.md"
    linked = {
        (index.parent / unquote(link.partition("#")[0])).resolve() for link in LINK.findall(index.read_text())
    }
    folders = {path for path in linked if path.is_dir()}
    missing = [
        named(path)
        for path in sorted(DOCS.rglob("*.md"))
        if path != index and path not in linked and path.parent not in folders
    ]
    assert missing == []


def test_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) < 120


@pytest.mark.parametrize("path", sorted((DOCS / "explanation" / "decisions").glob("*.md")), ids=named)
def test_decision_record_fits_on_a_page(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 60


def test_decision_records_have_a_number_each() -> None:
    numbers = [path.name[:4] for path in (DOCS / "explanation" / "decisions").glob("*.md")]
    assert sorted(set(numbers)) == sorted(numbers)
