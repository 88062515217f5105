"""Engine 1 says what it always said: to the byte, for programs that pass and programs that fail."""

import pytest

from courses.robotics import CURRENT, ENGINES
from courses.robotics.exercises import exercise_ids
from tests.courses.robotics.results import GOLDEN, written


@pytest.mark.parametrize("name", exercise_ids())
def test_results_are_as_they_were(name):
    assert written(name) == (GOLDEN / f"{name}.json").read_text(encoding="utf-8")


def test_every_golden_file_is_of_an_exercise():
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(exercise_ids())


def test_current_engine_is_one_of_those_there_are():
    assert CURRENT in ENGINES
    assert "1" in ENGINES
