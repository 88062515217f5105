"""Every exercise of the library: its right program passes, each known-wrong one fails as it says."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

import courses.robotics
from courses.robotics import check, drawing, parse, scenario_cell, to_json
from courses.robotics.exercises import exercise, exercise_ids
from courses.robotics.failures import CODES

SCHEMAS = {
    path.name: json.loads(path.read_text())
    for path in (Path(courses.robotics.__file__).parent / "schemas").glob("*.json")
}
REGISTRY = Registry().with_resources((name, Resource.from_contents(schema)) for name, schema in SCHEMAS.items())


def is_valid(name, data):
    Draft202012Validator(SCHEMAS[name], registry=REGISTRY).validate(data)
    return True


@pytest.mark.parametrize("name", exercise_ids())
def test_exercise_fits_its_schema(name):
    assert is_valid("exercise-1.json", exercise(name))


@pytest.mark.parametrize("name", exercise_ids())
def test_solution_passes_every_scenario(name):
    found = exercise(name)

    results = {
        scenario["id"]: check(found["solution"], scenario_cell(found["cell"], scenario), ops=found["ops"])
        for scenario in found["scenarios"]
    }

    assert {key: result.failure for key, result in results.items()} == dict.fromkeys(results)
    assert all(is_valid("result-1.json", result.to_json()) for result in results.values())


@pytest.mark.parametrize("name", exercise_ids())
def test_known_wrong_programs_fail_as_they_say(name):
    found = exercise(name)
    cells = [scenario_cell(found["cell"], scenario) for scenario in found["scenarios"]]

    for wrong in found["wrong"]:
        failures = [check(wrong["program"], cell, ops=found["ops"]).failure for cell in cells]
        assert wrong["code"] == next((failure.code for failure in failures if failure), None), wrong["id"]
        assert wrong["code"] in CODES


@pytest.mark.parametrize("name", exercise_ids())
def test_scenarios_have_the_goals_of_the_exercise(name):
    assert not [scenario for scenario in exercise(name)["scenarios"] if "goals" in scenario.get("changes", {})]


@pytest.mark.parametrize("name", exercise_ids())
def test_exercise_has_a_visible_and_a_hidden_scenario_and_words_in_every_language(name):
    found = exercise(name)

    assert {scenario["hidden"] for scenario in found["scenarios"]} == {True, False}
    cell = found["cell"]
    named = {
        *cell["points"],
        *(
            item["id"]
            for key in ("solids", "parts", "feeders", "bins", "pallets", "sensors")
            for item in cell.get(key, ())
        ),
        *(item["id"] for key in ("inputs", "outputs", "goals") for item in cell.get(key, ())),
    }
    assert named - set(cell["labels"]) == set()


@pytest.mark.parametrize("name", exercise_ids())
def test_exercise_can_be_drawn_and_its_programs_are_canonical(name):
    found = exercise(name)

    drawn = drawing(found["cell"])

    assert json.loads(json.dumps(drawn)) == drawn
    assert to_json(parse(found["solution"])) == found["solution"]
