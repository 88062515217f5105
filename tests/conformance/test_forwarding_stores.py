"""Forwarding to record stores that are real processes: Ralph, and a second instance of ours.

The sender's worker and a receiver are killed in the middle, the other one stopped: nothing is lost or doubled.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest

from tests.running_site import ROOT, RunningSite, free_port

RALPH = ROOT / "var" / "ralph" / "bin" / "ralph"
INSIDE = ("-m", "tests.conformance.forwarding_site")
BATCHES, EACH = 30, 100

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not RALPH.exists(), reason="2026-11-22: `make packages` installs Ralph"),
]


class Ralph:
    """openfun's Ralph with statements in a file, as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/xAPI"
        self.file = folder / "statements" / "lrs.jsonl"
        self.file.parent.mkdir(parents=True)
        self.environment = {
            **os.environ,
            "RALPH_APP_DIR": str(folder),
            "RALPH_AUTH_FILE": str(folder / "auth.json"),
            "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(self.file.parent),
            "RALPH_BACKENDS__LRS__FS__DEFAULT_LRS_FILE": self.file.name,
            "RALPH_RUNSERVER_BACKEND": "fs",
        }
        user = ["-u", "skillslab", "-p", "secret", "-s", "all", "-M", "mailto:skillslab@example.org"]
        self.run("auth", *user, "-N", "skillslab", "--write-to-disk")

    def run(self, *arguments: str) -> None:
        subprocess.run([RALPH, *arguments], env=self.environment, check=True, capture_output=True)

    def start(self) -> None:
        server = [str(RALPH.with_name("python")), str(ROOT / "tests/conformance/ralph/serve.py"), str(self.port)]
        with (self.folder / "ralph.log").open("ab") as log:
            self.process = subprocess.Popen(
                server, env=self.environment, cwd=self.folder, stdout=log, stderr=log, start_new_session=True
            )
        wait_until(lambda: answers(f"http://127.0.0.1:{self.port}/__heartbeat__"), "Ralph did not start")

    def stop(self) -> None:
        """Its file has no transactions: killed in the middle of a write it would stay broken."""
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(30)

    def ids(self) -> list[str]:
        return [json.loads(line)["id"] for line in self.file.read_text().splitlines()]


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def wait_until(condition: Any, message: str, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, message
        time.sleep(0.2)


def prepared(folder: Path, name: str) -> RunningSite:
    site = RunningSite(folder, name=name, fill=False, SWEEP_SECONDS="1", SITE_URL=f"https://{name}.example")
    site.create_database()
    site.manage("migrate", "--verbosity", "0")
    site.manage("collectstatic", "--verbosity", "0", "--no-input")
    return site


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[tuple[RunningSite, RunningSite, Ralph]]:
    sender, receiver = prepared(tmp_path / "sender", "sender"), prepared(tmp_path / "receiver", "receiver")
    ralph = Ralph(tmp_path / "ralph")
    ralph.start()
    receiver.start_web()
    sender.start_web()
    sender.start_worker()
    try:
        yield sender, receiver, ralph
    finally:
        ralph.stop()
        for site in (sender, receiver):
            for name in list(site.processes):
                site.kill(name)


def post(site: RunningSite, credentials: list[str], statements: list[dict[str, Any]]) -> list[str]:
    request = Request(
        f"{site.url}/xapi/statements",
        json.dumps(statements).encode(),
        {
            "Authorization": f"Basic {b64encode(':'.join(credentials).encode()).decode()}",
            "Content-Type": "application/json",
            "X-Experience-API-Version": "1.0.3",
        },
    )
    with urlopen(request, timeout=30) as answer:
        ids: list[str] = json.load(answer)
        return ids


def statement(number: int) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "actor": {"account": {"homePage": "https://cell3.example.nl", "name": f"operator-{number % 7}"}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced", "display": {"en": "experienced"}},
        "object": {"id": f"https://cell3.example.nl/activities/{number % 13}"},
        "result": {"duration": "PT1.50S"},
    }


def test_forwarding_survives_kills_on_both_sides(stores: tuple[RunningSite, RunningSite, Ralph]) -> None:
    sender, receiver, ralph = stores
    there = json.loads(receiver.run(*INSIDE, "key"))
    here = json.loads(sender.run(*INSIDE, "key"))
    given = [
        {"name": "ours", "endpoint": f"{receiver.url}/xapi/", "key": there[0], "secret": there[1]},
        {"name": "ralph", "endpoint": ralph.url, "key": "skillslab", "secret": "secret"},
    ]
    sender.run(*INSIDE, "destinations", given=json.dumps(given))

    kills = {
        6: lambda: sender.kill("worker"),
        9: sender.start_worker,
        12: lambda: receiver.kill("web"),
        15: receiver.start_web,
        18: ralph.stop,
        21: ralph.start,
        24: lambda: sender.kill("worker"),
        27: sender.start_worker,
    }
    sent: list[str] = []
    for number in range(BATCHES):
        kills.get(number, lambda: None)()
        sent += post(sender, here, [statement(number * EACH + index) for index in range(EACH)])

    def is_there() -> bool:
        if sender.processes["worker"].poll() is not None:
            # Half a message of the killed one lies in the broker: a worker ends on it, as it should not.
            sender.start_worker()
        sender.run(*INSIDE, "hurry")
        return not json.loads(sender.run(*INSIDE, "audit"))["behind"]

    wait_until(is_there, f"not all was forwarded: {sender.run(*INSIDE, 'audit')[-500:]}")
    said = json.loads(sender.run(*INSIDE, "audit"))
    assert len(sent) == BATCHES * EACH
    assert sorted(said["ids"]) == sorted(sent)
    assert said["refused"] == 0
    assert sorted(json.loads(receiver.run(*INSIDE, "audit"))["ids"]) == sorted(sent)
    assert Counter(ralph.ids()) == Counter(sent)
