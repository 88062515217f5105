"""Learners who flood the one worker with endless robot programs keep nobody from a credential or a check."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from tests.running_site import RunningSite

FLOODING = 6
CSRF_TOKEN = "a" * 32
PATIENCE = 240
NO_ATTEMPT = str(UUID(int=0))


class Client:
    """Sends what browsers send, each time as another learner."""

    def __init__(self, site: RunningSite) -> None:
        self.site = site

    def send(
        self, learner: dict[str, Any], method: str, path: str, body: str = "", kind: str = ""
    ) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.site.port, timeout=60)
        headers = {"Cookie": f"{learner['cookie']}; csrftoken={CSRF_TOKEN}", "X-CSRFToken": CSRF_TOKEN}
        try:
            connection.request(method, path, body, headers | ({"Content-Type": kind} if kind else {}))
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def begin(self, kind: str, learner: dict[str, Any]) -> str:
        """Try the learner's program or hand it in; return the id of the attempt."""
        body = json.dumps({"program": learner["program"], "step": str(uuid4())})
        status, said = self.send(learner, "POST", learner[kind], body, "application/json")
        assert status == 202, said
        return str(json.loads(said)["attempt"])

    def attempt(self, learner: dict[str, Any], id: str) -> dict[str, Any]:
        _status, said = self.send(learner, "GET", learner["attempt"].replace(NO_ATTEMPT, id))
        found = json.loads(said)
        assert isinstance(found, dict)
        return found

    def is_over(self, learner: dict[str, Any], id: str) -> bool:
        return self.attempt(learner, id)["state"] in ("done", "failed")


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_flood_of_endless_programs_keeps_nobody_waiting(tmp_path: Path) -> None:
    with RunningSite(tmp_path, name="flooded", fill=False) as site:
        printed = site.run("-m", "tests.journeys.robot_flood", str(FLOODING))
        learners = json.loads(printed.splitlines()[-1])
        client = Client(site)
        flood, honest, finishing = learners["flood"], learners["honest"], learners["finishing"]
        sent = [(learner, client.begin("try", learner)) for learner in flood]
        check = client.begin("hand-in", honest)
        # Whoever sends again only takes the place of what still waits.
        sent += [(learner, client.begin("try", learner)) for learner in flood]

        step = urlencode({"step": finishing["step"]})
        client.send(finishing, "POST", finishing["finish"], step, "application/x-www-form-urlencoded")
        wait_until(lambda: "timeline__entry--earned" in client.send(finishing, "GET", "/wallet/")[1])
        # The credential did not wait for all programs, nor does an honest one wait for those sent after it.
        assert not all(client.is_over(*one) for one in sent)
        wait_until(lambda: client.is_over(honest, check))
        assert client.attempt(honest, check)["passed"] is True
        assert not all(client.is_over(*one) for one in sent)
