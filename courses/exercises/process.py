"""Checks robot programs in a process of its own, which may be killed: `python -m courses.exercises.process`.

Reads one line of JSON: {"seconds", "megabytes", "engine", "jobs": [[program, cell]…]}; writes a result per line.
"""

from __future__ import annotations

import json
import resource
import sys

from courses.robotics import check


def main() -> None:
    order = json.loads(sys.stdin.readline())
    resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"], order["seconds"] + 1))
    memory = order["megabytes"] * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for program, cell in order["jobs"]:
        result = check(program, cell, order["engine"])
        sys.stdout.write(json.dumps(result.to_json(), allow_nan=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
