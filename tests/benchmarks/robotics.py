"""How long one check of a robot program takes: the solution of each level, on one core."""

import time

from courses.robotics import check, scenario_cell
from courses.robotics.exercises import exercise, exercise_ids

LIMIT = 0.5  # s of one core for a solution of level 4
TIMES = 3


def run() -> None:
    """Prints the processor time of the slowest scenario of each exercise, and its part of the limit."""
    for name in sorted(exercise_ids(), key=lambda name: int(exercise(name)["level"])):
        found = exercise(name)
        cells = [scenario_cell(found["cell"], scenario) for scenario in found["scenarios"]]
        seconds = max(_fastest(found["solution"], cell) for cell in cells)
        print(f"  level {found['level']} {name:<18} {seconds:6.3f} s   {seconds / LIMIT:5.2f} of the limit")


def _fastest(program: object, cell: object) -> float:
    times = []
    for _ in range(TIMES):
        begin = time.process_time()
        result = check(program, cell)
        times.append(time.process_time() - begin)
        assert result.passed, result.failure
    return min(times)
