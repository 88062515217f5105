"""Runs programs in cells within limits of time and memory, whatever the program does.

In a process of its own: the engine is bounded, but where its bounds should fail, only a process can be ended.
"""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from courses.exercises.programs import Program
from courses.exercises.scenarios import Cell

ROOT = Path(__file__).resolve().parent.parent.parent
MEGABYTES = 768
# A busy machine may take this many times longer than the processor's own time.
PATIENCE = 6

# So many checks of a process are remembered: of learners who send the same program again, or who all have the
# one obvious solution.
REMEMBERED = 16

Result = dict[str, Any]
_remembered: dict[str, list[str]] = {}
_remembering = Lock()


class CheckBroken(Exception):
    """The process that checks ended by itself, without a result."""


def check_within(jobs: Sequence[tuple[Program, Cell]], *, engine: str, seconds: int) -> list[Result]:
    """The engine's results as JSON, in order; fewer than `jobs` where `seconds` of processor time were not enough.

    The engine gives the same result for the same program, so that a few of the last are remembered. Raises
    CheckBroken where the process failed for another reason.
    """
    order = json.dumps({"seconds": seconds, "megabytes": MEGABYTES, "engine": engine, "jobs": list(jobs)})
    if remembered := _remembered.get(order):
        return [json.loads(line) for line in remembered]
    used = _children_used()
    command = [sys.executable, "-m", "courses.exercises.process"]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            cwd=ROOT,
            env={"PYTHONHASHSEED": "0"},
            input=(order + "\n").encode(),
            capture_output=True,
            timeout=seconds * PATIENCE,
            check=False,
            # Ctrl-C at a worker is not meant for what it runs.
            start_new_session=True,
        )
        output, code, errors = done.stdout, done.returncode, done.stderr
    except subprocess.TimeoutExpired as late:
        output, code, errors = late.stdout or b"", -signal.SIGKILL, b"It was given no turn on the processor."
    # Below zero a signal ended it. Only what used up its time was too slow: another signal is not its doing.
    at_limit = code == -signal.SIGXCPU or (code == -signal.SIGKILL and _children_used() - used >= seconds)
    if code and not at_limit:
        raise CheckBroken(f"Ended with {code}. {errors.decode(errors='replace')[-2000:]}")
    # A line that was cut off has no end.
    lines = output.decode().split("\n")[:-1]
    if len(lines) == len(jobs):
        with _remembering:
            _remembered[order] = lines
            while len(_remembered) > REMEMBERED:
                _remembered.pop(next(iter(_remembered)))
    return [json.loads(line) for line in lines]


def _children_used() -> float:
    """The seconds of processor time of all processes that this one has waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def too_long(engine: str) -> Result:
    """The result of a program that was stopped by the limits of `check_within`."""
    failure: Result = {"code": "too_long", "block": None, "at": None, "detail": {}}
    return {
        "engine": engine,
        "passed": False,
        "score": 0,
        "goals": [],
        "failure": failure,
        "cycle_time": 0,
        "collisions": 0,
        "steps": 0,
        "trace": None,
        "log": [],
    }


def code_of(result: Result) -> str:
    """The engine's code of what went wrong; empty where it passed."""
    return str(result["failure"]["code"]) if result["failure"] else ""
