"""Foreign input in a process of its own: the same answers, and an end to what does not end."""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import Any

import pytest

from credentials.formats.serialise import to_bytes
from credentials.verifier import sandbox
from credentials.verifier.report import ALWAYS, Report
from credentials.verifier.sandbox import DEFAULT_LIMITS, verify_in_sandbox
from credentials.verifier.workers import Limits, Workers
from tests.credentials import samples
from tests.credentials.verifying import World, answers


def verify(
    document: dict[str, Any] | bytes, world: World, limits: Limits = DEFAULT_LIMITS, **changes: Any
) -> Report:
    data = document if isinstance(document, bytes) else to_bytes(document)
    return verify_in_sandbox(
        data,
        resolve_did=world.resolve_did,
        resolve_status_list=world.resolve_status_list,
        resolve_key=world.resolve_key,
        now=samples.NOW,
        limits=limits,
        **changes,
    )


# The process itself, with a verification that never ends.
ENDLESS = """
import sys
from credentials.verifier import sandbox

def endless(*args, **changes):
    while True:
        pass

sandbox.verify = endless
sandbox._serve(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1]), int(sys.argv[2]))
"""


def test_the_sandbox_gives_the_same_report() -> None:
    inside, outside = World(), World()
    changes: dict[str, Any] = {
        "expected_name": samples.HOLDER.name,
        "expected_achievement": samples.ACHIEVEMENT_ID,
    }
    report = verify(samples.signed(), inside, **changes)
    assert report == outside.verify(samples.signed(), **changes)
    assert report.valid
    assert inside.asked == outside.asked


def test_what_cannot_be_resolved_is_unknown_in_the_sandbox_too() -> None:
    report = verify(samples.signed(), World(dids={}, lists={}))
    assert answers(report)["issuer"] == ("unknown", "issuer_unresolvable")
    report = verify(samples.signed(), World(lists={}))
    assert answers(report)["revocation"] == ("unknown", "status_unresolvable")


@pytest.mark.parametrize("data", [b"", b"\xff", b"x" * 300_000, b"{}"])
def test_nonsense_gets_the_same_report(data: bytes) -> None:
    assert verify(data, World()) == World().verify(data)


@pytest.mark.parametrize(
    "limits",
    [Limits(processor_seconds=1, wall_seconds=600), Limits(processor_seconds=600, wall_seconds=1)],
)
def test_what_takes_too_long_is_stopped(limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_workers", Workers([sys.executable, "-c", ENDLESS]))
    report = verify(samples.signed(), World(), limits)
    assert answers(report) == dict.fromkeys(ALWAYS, ("unknown", "took_too_long"))


def test_what_takes_too_much_memory_is_stopped() -> None:
    report = verify(samples.signed(), World(), Limits(memory_bytes=64 * 1024 * 1024))
    assert not report.valid
    assert {check.result for check in report.checks} == {"unknown"}


def test_a_slow_resolver_does_not_count() -> None:
    class Slow(World):
        def resolve_did(self, did: str) -> Any:
            time.sleep(1.5)
            return super().resolve_did(did)

    world = Slow()
    assert verify(samples.signed(status=[]), world, Limits(wall_seconds=1.4)).valid


def test_one_process_answers_one_after_the_other_and_forgets_who_asked() -> None:
    assert verify(samples.signed(), World()).valid
    changed = {**samples.signed(), "validUntil": "2031-01-01T00:00:00Z"}
    assert answers(verify(changed, World()))["proof"] == ("no", "signature_wrong")
    revoked = World(dids={})
    assert answers(verify(samples.signed(), revoked))["issuer"] == ("unknown", "issuer_unresolvable")
    assert revoked.asked == [samples.DID]


def test_an_ended_process_is_replaced() -> None:
    workers = Workers([sys.executable, "-c", ENDS_AFTER_ONE])
    for _ in range(3):
        assert workers.ask({}, dict, Limits(), once=False) == {"process": "new"}


ENDS_AFTER_ONE = """
import sys
from credentials.verifier.workers import receive, send
send(sys.stdout.buffer, {"ready": True})
receive(sys.stdin.buffer)
send(sys.stdout.buffer, {"report": {"process": "new"}})
"""


@pytest.mark.parametrize("program", ["", "print('no message')", "import sys; sys.stdout.write('\\0\\0\\0\\2no')"])
def test_a_process_that_says_nothing_sensible_gives_nothing(program: str) -> None:
    workers = Workers([sys.executable, "-c", program])
    assert workers.ask({}, dict, Limits(), once=False) is None


def test_several_verifications_at_the_same_time_do_not_disturb_each_other() -> None:
    reports: list[Report] = []
    threads = [
        threading.Thread(target=lambda: reports.append(verify(samples.signed(), World()))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [report.valid for report in reports] == [True] * 4


def test_a_report_can_be_written_as_json() -> None:
    assert json.loads(json.dumps(verify(samples.signed(), World()).to_json()))["valid"] is True
