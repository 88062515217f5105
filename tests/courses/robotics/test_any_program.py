"""Whatever comes in: it ends, it is a Result, and it is the same Result again."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.robotics import ProgramError, check, from_text, parse, to_json, to_text
from courses.robotics.failures import CODES
from courses.robotics.reading import TextError
from tests.courses.robotics.strategies import CELL, anything, programs

relaxed = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def without_ids(program):
    if isinstance(program, dict):
        return {key: without_ids(value) for key, value in program.items() if key != "id"}
    return [without_ids(item) for item in program] if isinstance(program, list) else program


@relaxed
@given(programs)
def test_any_program_ends_in_a_result(program):
    result = check(program, CELL)

    assert result.failure is None or result.failure.code in CODES
    assert result.failure is None or result.failure.code != "program_refused"
    assert result.cycle_time <= 600
    assert result.steps <= 200_001
    assert len(result.trace.joints) <= 12_002
    json.dumps(result.to_json(), allow_nan=False)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs)
def test_the_same_program_has_the_same_result(program):
    assert json.dumps(check(program, CELL).to_json()) == json.dumps(check(program, CELL).to_json())


def test_number_that_rounds_to_a_whole_one_is_written_as_one():
    program = {"version": 1, "main": [{"id": "a", "op": "wait", "seconds": 0.99999}]}

    assert json.dumps(to_json(parse(program))["main"][0]["seconds"]) == "1"


@settings(max_examples=300, deadline=None)
@given(programs)
def test_text_of_any_program_is_that_program(program):
    canonical = to_json(parse(program))

    text = to_text(canonical)

    assert without_ids(from_text(text)) == without_ids(canonical)
    assert to_text(from_text(text)) == text


@settings(max_examples=300, deadline=None)
@given(programs)
def test_program_written_back_is_the_same_program(program):
    assert parse(to_json(parse(program))) == parse(program)


@settings(max_examples=300, deadline=None)
@given(anything)
def test_arbitrary_json_is_refused_or_judged(data):
    for result in (
        check(data, CELL),
        check({"version": 1, "main": data}, CELL),
        check({"version": 1, "main": [data]}, CELL),
    ):
        assert result.failure is not None
        json.dumps(result.to_json(), allow_nan=False)


@settings(max_examples=200, deadline=None)
@given(anything, st.sampled_from([*CELL, "robot"]))
def test_arbitrary_cell_is_refused_or_used(data, key):
    for cell in (data, CELL | {key: data}):
        result = check({"version": 1, "main": []}, cell)
        json.dumps(result.to_json(), allow_nan=False)


pieces = [
    "moveJ(",
    "A",
    ")",
    "\n",
    "    ",
    "repeat 2:",
    "if ",
    "not ",
    "(",
    "sensor(eye)",
    "==",
    "else:",
    "pass",
    ":",
]
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(pieces), max_size=30).map("".join))


def problems_of(text):
    try:
        parse(from_text(text))
    except TextError as error:
        return error.problems
    return None


@settings(max_examples=300, deadline=None)
@given(texts)
def test_arbitrary_text_is_a_program_or_a_list_of_problems(text):
    problems = problems_of(text)

    lines = text.count("\n") + text.count("\r") + 1
    assert problems is None or problems
    assert all(1 <= problem["line"] <= lines for problem in problems or ())


def deep(levels, key="body"):
    body = []
    for level in range(levels):
        body = [{"id": f"r{level}", "op": "repeat", "times": 1, key: body}]
    return body


def reason(program):
    result = check(program, CELL)
    assert result.failure.code == "program_refused"
    return result.failure.detail["reason"]


def refusal_of(main):
    return reason({"version": 1, "main": main})


def moving(**pose):
    usual = {"x": 400, "y": 0, "z": 300, "rx": 180, "ry": 0, "rz": 0}
    return [{"id": "a", "op": "moveL", "to": {"pose": usual | pose}}]


def test_hostile_programs_are_refused_before_any_work():
    assert refusal_of(moving(x=float("nan"))) == "out_of_range"
    assert refusal_of(moving(x=float("inf"))) == "out_of_range"
    assert refusal_of(moving(x=10**400)) == "out_of_range"
    assert refusal_of(moving(x=True)) == "not_a_number"
    assert refusal_of(deep(13)) == "too_deep"
    assert refusal_of(deep(900)) == "too_deep"
    assert refusal_of([{"id": f"g{at}", "op": "grip"} for at in range(501)]) == "too_many_instructions"
    assert refusal_of([{"id": "a", "op": "grip"}, {"id": "a", "op": "grip"}]) == "same_id_twice"
    assert refusal_of([{"id": "a", "op": "score", "to": 100}]) == "unknown_op"
    assert refusal_of([{"id": "a", "op": "grip", "passed": True}]) == "unknown_key"
    assert refusal_of([{"id": "a", "op": "wait", "seconds": 1, "timeout": 2}]) == "unknown_key"
    assert refusal_of([{"id": "x" * 10_000_000, "op": "grip"}]) == "bad_id"
    # A loop takes some of the places, and the list that it stands in is no longer than may be.
    loop = {"id": "r", "op": "repeat", "times": 1, "body": [{"id": f"g{at}", "op": "grip"} for at in range(400)]}
    assert refusal_of([loop, *({"id": f"h{at}", "op": "grip"} for at in range(101))]) == "too_many_instructions"
    procedures = {f"p{at}": [] for at in range(51)}
    assert reason({"version": 1, "main": [], "procedures": procedures}) == "too_many_procedures"
    many = {"all": [{"holding": True}] * 999}
    assert refusal_of([{"id": id, "op": "if", "if": many, "then": []} for id in "ab"]) == "too_many_conditions"
    assert reason({"version": 2, "main": []}) == "unknown_version"
    assert reason({"version": 1, "main": [], "trace": [[0] * 6] * 1_000_000}) == "unknown_key"
    assert reason("x" * 10_000_000) == "not_an_object"
    nested = {"holding": True}
    for _ in range(100):
        nested = {"not": nested}
    assert refusal_of([{"id": "a", "op": "if", "if": nested, "then": []}]) == "too_deep"


def test_path_and_block_say_where_a_program_is_wrong():
    with pytest.raises(ProgramError) as caught:
        parse({"version": 1, "main": [{"id": "r", "op": "repeat", "times": 2, "body": moving(z="high")}]})

    assert (caught.value.path, caught.value.block) == ("main[0].body[0].to.pose.z", "a")
