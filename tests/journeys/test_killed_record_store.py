"""SIGKILL web and worker under a mixed load: what was acknowledged is there once; progress is as a rebuild gives.

`make bench-large` does it with 100,000 statements (KILLED_STATEMENTS).
"""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.journeys.record_store_client import RecordStoreClient
from tests.journeys.test_killed_processes import Learners
from tests.running_site import RunningSite

STATEMENTS = int(os.environ.get("KILLED_STATEMENTS", "2000"))
LEARNERS = 20
# How many statements each of the clients sends at once.
BATCHES = (1, 5, 25, 50)
SECONDS = 120 + STATEMENTS / 50


def test_statements_acknowledged_before_a_kill_are_there_once(tmp_path: Path) -> None:
    with RunningSite(tmp_path, name="killed_store", fill=False) as site:
        script = "-m", "tests.journeys.killed_processes"
        steps = json.loads(site.run(*script, "prepare", str(LEARNERS)).splitlines()[-1])
        client, learners = RecordStoreClient(site), Learners(site, steps)
        client.make_key()
        # Small batches take longer for each statement.
        shares = {batch: STATEMENTS * batch // sum(BATCHES) // batch * batch for batch in BATCHES}
        with ThreadPoolExecutor(len(BATCHES) + 1) as pool:
            writers = [pool.submit(client.store, shares[batch], batch=batch, seconds=SECONDS) for batch in BATCHES]
            writers.append(pool.submit(lambda: [learners.finish(step) for step in steps]))
            for part in (1, 2, 3):
                wait_for(client, sum(shares.values()) * part // 4)
                site.kill("web")
                site.kill("worker")
                site.start_worker()
                site.start_web()
            for writer in writers:
                writer.result()
        client.assert_each_acknowledged_is_there_once()
        assert len(client.acknowledged) == sum(shares.values())
        assert client.answers.keys() <= {0, 200, 503}
        said = site.manage("rebuild_progress")
    assert said.strip().endswith(", 0 changed"), said


def wait_for(client: RecordStoreClient, count: int) -> None:
    deadline = time.monotonic() + SECONDS
    while len(client.acknowledged) < count:
        assert time.monotonic() < deadline, f"only {len(client.acknowledged)} of {count} acknowledged"
        time.sleep(0.02)
