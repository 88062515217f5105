"""SIGKILL a batch again and again: afterwards everybody has one credential, at a place of its own in the list."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import time
from pathlib import Path

from tests.running_site import RunningSite

# BATCH=10000 for the size that is promised.
CREDENTIALS = int(os.environ.get("BATCH", "400"))
KILLS = 3
SCRIPT = "-m", "tests.journeys.killed_batch"


def audit(site: RunningSite) -> dict[str, int]:
    found: dict[str, int] = json.loads(site.run(*SCRIPT, "audit").splitlines()[-1])
    return found


def kill_after(site: RunningSite, fieldlab: str, count: int) -> int:
    """Start the batch, kill it somewhat later than `count` credentials, and return how many there are then."""
    log = site.folder / "batch.log"
    log.unlink(missing_ok=True)
    process = site.start("batch", "django", "issue_batch", "--fieldlab", fieldlab)
    deadline = time.monotonic() + 600
    while done_in(log) < count and process.poll() is None:
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.02)
    time.sleep(random.uniform(0, 0.3))
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return audit(site)["credentials"]


def done_in(log: Path) -> int:
    """How many the progress bar says are done."""
    return int(([*re.findall(r"(\d+)/\d+ ", log.read_text())] or [0])[-1])


def test_a_batch_killed_at_any_moment_awards_each_exactly_once(tmp_path: Path) -> None:
    site = RunningSite(tmp_path, name="batch", fill=False)
    site.create_database()
    site.manage("migrate", "--verbosity", "0")
    fieldlab = site.run(*SCRIPT, "prepare", str(CREDENTIALS)).splitlines()[-1]
    counts = [kill_after(site, fieldlab, number * CREDENTIALS // (KILLS + 1) or 1) for number in range(KILLS)]
    assert counts == sorted(counts)
    assert 0 < counts[0] < CREDENTIALS, "it was killed too late to prove anything"
    site.manage("issue_batch", "--fieldlab", fieldlab)
    found = audit(site)
    assert found == {
        "completions": CREDENTIALS,
        "credentials": CREDENTIALS,
        "doubled": 0,
        "issues": CREDENTIALS,
        "indexes": CREDENTIALS,
        "signatures": CREDENTIALS,
        "statements": CREDENTIALS,
        "items with credential": CREDENTIALS,
        "batches": 1,
        "running": 0,
        "verified": min(20, CREDENTIALS),
    }
