"""The page of statements lists exactly the vocabulary."""

from __future__ import annotations

import re

from lms.lrs.vocabulary import VERBS, ActivityType
from tests.docs.pages import DOCS, ROOT, code_in, table

PAGE = DOCS / "reference" / "statements.md"
WRITERS = [
    *sorted((ROOT / "courses").rglob("actions/*.py")),
    *sorted((ROOT / "credentials").rglob("actions/*.py")),
    ROOT / "courses" / "steps.py",
    ROOT / "courses" / "watching.py",
    ROOT / "lms" / "lrs" / "statements.py",
]


def written_constants() -> str:
    """The source that makes statements; constants are found in it by name."""
    return "\n".join(path.read_text() for path in WRITERS)


def test_verbs_are_those_of_the_vocabulary() -> None:
    assert {row[0]: code_in(row[1]) for row in table(PAGE, "## Verbs")} == {
        iri.rpartition("/")[2]: iri for iri in VERBS
    }


def test_verbs_that_are_written_say_when() -> None:
    source = written_constants()
    rows = {row[0]: bool(row[2]) for row in table(PAGE, "## Verbs")}
    assert rows == {name: re.search(rf"\b{name.upper()}\b", source) is not None for name in rows}


def test_activity_types_are_those_of_the_vocabulary() -> None:
    types = {name.lower(): iri for name, iri in vars(ActivityType).items() if not name.startswith("_")}
    assert {row[0]: code_in(row[1]) for row in table(PAGE, "## Activity types")} == types


def test_activity_types_that_are_written_say_of_what() -> None:
    source = written_constants()
    rows = {row[0]: bool(row[2]) for row in table(PAGE, "## Activity types")}
    assert rows == {name: f"ActivityType.{name.upper()}" in source for name in rows}
