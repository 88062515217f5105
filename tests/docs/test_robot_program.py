"""The pages about robot programs say what is so."""

import json
import re
from pathlib import Path

from django.conf import settings

from courses.robotics import from_text, parse, to_json, to_text
from courses.robotics.cell_parsing import GOAL_KINDS, SOLID_KINDS
from courses.robotics.collision import ARM_MARGIN, CARRIED_DEPTH, MAX_LOOKS, TOOL_MARGIN
from courses.robotics.failures import CODES
from courses.robotics.gripper import ACROSS
from courses.robotics.kinematics import SINGULAR_SHOULDER, SINGULAR_SINE
from courses.robotics.machine import GRIP_TIME, MAX_TIME, RELEASE_TIME
from courses.robotics.program import OPS
from courses.robotics.run import MAX_CALLS, MAX_IDLE, MAX_STEPS
from courses.robotics.world import BIN_DROP, DROP, ON_PLACE
from courses.robotics.zone import SPEED_MARGIN

DOCS = Path(settings.BASE_DIR) / "docs"
REFERENCE = (DOCS / "reference" / "robot-program.md").read_text()
EXPLANATION = (DOCS / "explanation" / "robot-engine.md").read_text()


def section(name):
    return REFERENCE.split(f"\n## {name}\n")[1].split("\n## ")[0]


def first_column(text):
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def examples(kind, text):
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def test_python_example_of_the_engine_runs():
    for code in examples("python", EXPLANATION):
        exec(compile(code, "robot-engine.md", "exec"), {})


def test_examples_are_programs():
    assert [to_json(parse(json.loads(code))) for code in examples("json", REFERENCE)]
    for code in examples("text", REFERENCE):
        assert to_text(from_text(code)) == code


def test_every_instruction_is_named_with_its_text():
    table = section("Program").split("\n\n")[2]

    assert set(first_column(table)) - {"op"} == set(OPS)
    for cell in re.findall(r"\| `([^`|]+\))` \|$", table, re.MULTILINE):
        assert to_text(from_text(cell)) == f"{cell}\n"


def test_every_failure_is_named():
    assert set(first_column(section("Result"))) == set(CODES)


def test_kinds_of_solids_and_goals_are_named():
    assert all(f"`{kind}`" in section("Cell") for kind in (*GOAL_KINDS, *SOLID_KINDS))


def test_numbers_are_those_of_the_code():
    margins = (ARM_MARGIN, TOOL_MARGIN, CARRIED_DEPTH, DROP, BIN_DROP, ACROSS, ON_PLACE, SPEED_MARGIN)
    limits = (MAX_STEPS, MAX_IDLE, MAX_LOOKS)

    assert all(f"{margin} mm" in EXPLANATION for margin in margins)
    assert all(f"{limit:,}" in EXPLANATION for limit in limits)
    assert f"| {MAX_TIME:.0f} s |" in EXPLANATION
    assert f"| {MAX_CALLS} |" in EXPLANATION
    assert f"gripping takes {GRIP_TIME} s, letting go {RELEASE_TIME} s" in EXPLANATION
    assert f"{SINGULAR_SINE}" in EXPLANATION
    assert f"{SINGULAR_SHOULDER} mm" in EXPLANATION
