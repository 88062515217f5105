"""SIGKILL the worker, and then the web process, in the middle of 200 completions."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Lock
from urllib.parse import urlencode

from tests.running_site import RunningSite

COMPLETIONS = 200
CSRF_TOKEN = "a" * 32


class Learners:
    """Posts the last step of every learner, again and again until the site has acknowledged it."""

    def __init__(self, site: RunningSite, steps: list[dict[str, str]]) -> None:
        self.site = site
        self.steps = steps
        self.acknowledged = 0
        self.lock = Lock()

    def finish(self, step: dict[str, str]) -> None:
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline:
            connection = HTTPConnection("127.0.0.1", self.site.port, timeout=30)
            try:
                connection.request(
                    "POST",
                    step["url"],
                    body=urlencode({"step": step["step"], "csrfmiddlewaretoken": CSRF_TOKEN}),
                    headers={
                        "Content-Type": "application/x-www-form-urlencoded",
                        "Cookie": f"{step['cookie']}; csrftoken={CSRF_TOKEN}",
                    },
                )
                answer = connection.getresponse()
                answer.read()
            except (OSError, HTTPException):
                time.sleep(0.3)
                continue
            finally:
                connection.close()
            if answer.status in (200, 302):
                with self.lock:
                    self.acknowledged += 1
                return
            if answer.status < 500:
                raise AssertionError(f"{step['url']} answered {answer.status}")
            time.sleep(0.3)
        raise AssertionError(f"{step['url']} was never acknowledged")

    def wait_for(self, count: int) -> None:
        deadline = time.monotonic() + 240
        while self.acknowledged < count:
            assert time.monotonic() < deadline, f"only {self.acknowledged} of {count} acknowledged"
            time.sleep(0.02)


def test_killed_processes_lose_nothing_and_issue_nothing_twice(tmp_path: Path) -> None:
    with RunningSite(tmp_path, name="killed", fill=False) as site:
        script = "-m", "tests.journeys.killed_processes"
        steps = json.loads(site.run(*script, "prepare", str(COMPLETIONS)).splitlines()[-1])
        learners = Learners(site, steps)
        with ThreadPoolExecutor(4) as pool:
            done = [pool.submit(learners.finish, step) for step in steps]
            learners.wait_for(COMPLETIONS // 4)
            site.kill("worker")
            learners.wait_for(COMPLETIONS // 2)
            site.kill("web")
            time.sleep(1)
            site.start_web()
            site.start_worker()
            learners.wait_for(COMPLETIONS * 3 // 4)
            site.kill("worker")
            site.start_worker()
            for future in done:
                future.result()
        ids = json.dumps([step["step"] for step in steps])
        deadline = time.monotonic() + 240
        while True:
            counts = json.loads(site.run(*script, "audit", given=ids).splitlines()[-1])
            if counts["credentials"] == COMPLETIONS or time.monotonic() > deadline:
                break
            time.sleep(3)
    assert counts == {
        "completions": COMPLETIONS,
        "credentials": COMPLETIONS,
        "issues": COMPLETIONS,
        "doubled": 0,
        "status_indexes": COMPLETIONS,
        "statements_missing": 0,
    }
