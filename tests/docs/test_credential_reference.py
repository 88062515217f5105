"""The page of the credential names every field that is issued, and every mandatory element."""

from __future__ import annotations

import re

from credentials.formats.elements import Element
from tests.credentials.samples import credential
from tests.docs.pages import CODE, DOCS, table

PAGE = DOCS / "reference" / "credential.md"
# Written by the builder for definitions that modules can't have yet: see credentials/definitions.py.
NOT_ISSUED = {"creditsAvailable", "image", "fieldOfStudy", "humanCode"}
PLAIN = {"@context", "type", "id"}


def named_fields(heading: str) -> set[str]:
    """First parts of the names in the first column: `issuer.id` counts as issuer, `.url` as nothing."""
    return {name.split(".")[0] for row in table(PAGE, heading) for name in CODE.findall(row[0])} - {""}


def test_every_field_of_the_credential_is_named() -> None:
    assert set(credential()) - PLAIN - named_fields("## Fields") == set()


def test_every_field_of_the_subject_is_named() -> None:
    subject = {f"credentialSubject.{name}" for name in credential()["credentialSubject"]}
    named = {name for row in table(PAGE, "## Fields") for name in CODE.findall(row[0])}
    assert subject - named - {"credentialSubject.type", "credentialSubject.creditsEarned"} == set()


def test_every_field_of_the_achievement_is_named() -> None:
    achievement = set(credential()["credentialSubject"]["achievement"])
    assert achievement - PLAIN - NOT_ISSUED - named_fields("## The achievement") == set()


def test_every_mandatory_element_has_its_field() -> None:
    cells = [row[2] for heading in ("## Fields", "## The achievement") for row in table(PAGE, heading)]
    assert set(re.findall(r"M\d+|supervision", " ".join(cells))) == {element.value for element in Element}
