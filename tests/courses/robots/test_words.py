"""Why a program fails, in words: every failure of the engine has a sentence of its own, in every language."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from courses.exercises.words import failure_sentence
from courses.robotics import check
from courses.robotics.failures import CODES
from courses.robotics.gripper import ACROSS
from courses.robotics.reading import from_text
from tests.factories.robots import CELL

LABELS = {"bin": {"nl": "de bak", "en": "the bin", "de": "der Behälter"}}
REASONS = {
    "nothing_to_grip": {"nothing_near", "too_high", "too_low", "off_centre", "askew", "too_wide"},
    "dropped": {"no_support", "too_high", "tilted"},
}


def sentence(code: str, language: str = "en", **detail: Any) -> str:
    with translation.override(language):
        return failure_sentence({"code": code, "detail": detail}, LABELS)


@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_every_failure_has_a_sentence_of_its_own(language: str) -> None:
    said = {code: sentence(code, language, name="bin", what="arm", **{"with": "bin"}) for code in CODES}
    assert len(set(said.values())) == len(CODES)
    assert all(code not in text for code, text in said.items())
    if language != "en":
        assert not set(said.values()) & {
            sentence(code, name="bin", what="arm", **{"with": "bin"}) for code in CODES
        }


@pytest.mark.parametrize("language", ["nl", "en", "de"])
@pytest.mark.parametrize("code", REASONS)
def test_every_reason_has_a_sentence_of_its_own(code: str, language: str) -> None:
    assert len({sentence(code, language, reason=reason) for reason in REASONS[code]}) == len(REASONS[code])


def failure_of(program: str, **changes: Any) -> dict[str, Any]:
    failure = check(from_text(program), {**CELL, **changes}).to_json()["failure"]
    assert failure
    return failure  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("moveJ(nowhere)\n", "There is no point “nowhere” in the cell."),
        ("set(lamp, on)\n", "There is no “lamp” in the cell."),
        ("call(fetch_it)\n", "There is no procedure “fetch_it”."),
        ("moveJ(pick, above=150)\ngrip()\n", "The gripper closes too high: the part is below its jaws."),
        ("grip()\n", "The gripper closes, and there is nothing between its jaws."),
    ],
)
def test_what_the_engine_finds_is_said(program: str, said: str) -> None:
    failure = failure_of(program)
    assert sentence(failure["code"], **failure["detail"]) == said


def test_part_that_is_let_go_too_high_is_said() -> None:
    failure = failure_of("moveJ(pick, above=150)\nmoveL(pick)\ngrip()\nmoveL(pick, above=100)\nrelease()\n")
    assert sentence(failure["code"], **failure["detail"]) == "The part falls: it was let go too high."


def test_gripper_beside_the_middle_is_said() -> None:
    program = f"moveJ(pick, above=150)\nmoveL(pose({450 + 2 * ACROSS}, -150, 20, 180, 0, 0))\ngrip()\n"
    failure = failure_of(program)
    assert failure["detail"]["reason"] == "off_centre"
    assert "beside the middle" in sentence(failure["code"], **failure["detail"])


def test_cell_that_is_not_right_is_said() -> None:
    failure = failure_of("moveJ(pick)\n", robot={"model": "none"})
    assert sentence(failure["code"], **failure["detail"]).startswith("The robot can't start")
