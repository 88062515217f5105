"""The limits of the process that checks: each by itself, for where the engine's own bounds should fail."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from courses.exercises import checking
from courses.exercises.checking import CheckBroken, check_within
from courses.robotics.reading import from_text
from tests.factories.robots import CELL, SOLUTION

# Keeps the engine busy until the end of its own time, for a second or more.
BUSY = "while not holding():\n    moveJ(pick, above={above})\n    moveJ(drop, above=150)\n"


def check(*texts: str, seconds: int = 20) -> list[dict[str, Any]]:
    return check_within([(from_text(text), CELL) for text in texts], engine="1", seconds=seconds)


def test_time_of_the_processor_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "PATIENCE", 120)
    texts = [BUSY.format(above=200 + number) for number in range(6)]
    assert len(check(*texts, seconds=1)) < len(texts)


def test_memory_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "MEGABYTES", 16)
    with pytest.raises(CheckBroken, match="MemoryError"):
        check(BUSY.format(above=210))


def test_process_that_sleeps_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sleeping = tmp_path / "python"
    sleeping.write_text("#!/bin/sh\nexec sleep 20\n")
    sleeping.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(sleeping))
    monkeypatch.setattr(checking, "PATIENCE", 1)
    with pytest.raises(CheckBroken, match="no turn"):
        check(SOLUTION.replace("150", "152"), seconds=1)
