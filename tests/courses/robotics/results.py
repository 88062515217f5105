"""The golden results: `python -m tests.courses.robotics.results` writes them anew.

They are of engine 1 and stay as they are: who changes what engine 1 says makes an engine 2 beside it.
"""

import hashlib
import json
from pathlib import Path

from courses.robotics import check, scenario_cell
from courses.robotics.exercises import exercise, exercise_ids

GOLDEN = Path(__file__).parent / "golden"
# Kept whole; of the others the trace and the log by their hash.
WHOLE = {("pick-and-place", "solution"), ("around-the-fence", "start")}


def written(name):
    """What every program of an exercise comes to in its first scenario, and the solution in all, as it is kept."""
    found = exercise(name)
    first, *others = found["scenarios"]
    programs = {"solution": found["solution"], "start": found["start"]}
    programs |= {f"wrong {wrong['id']}": wrong["program"] for wrong in found["wrong"]}
    kept = {
        key: result(program, scenario_cell(found["cell"], first), whole=(name, key) in WHOLE)
        for key, program in programs.items()
        if program is not None
    }
    for scenario in others:
        kept[f"solution in {scenario['id']}"] = result(
            found["solution"], scenario_cell(found["cell"], scenario), whole=False
        )
    return json.dumps(kept, indent=1, ensure_ascii=False) + "\n"


def result(program, cell, *, whole):
    found = check(program, cell, engine="1").to_json()
    if not whole:
        for key in ("trace", "log"):
            found[key] = hashlib.sha256(json.dumps(found[key]).encode()).hexdigest()
    return found


if __name__ == "__main__":
    for name in exercise_ids():
        (GOLDEN / f"{name}.json").write_text(written(name), encoding="utf-8")
