"""Verification of foreign input in a process of its own.

It is stopped when it takes too long or too much memory. The process opens no connections: what it needs to
know about DIDs and status lists it asks over a pipe, and this side answers.
"""

from __future__ import annotations

import base64
import json
import logging
import resource
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from credentials.formats.structure import MAXIMUM_BYTES
from credentials.verify.checks import Unresolvable, verify
from credentials.verify.report import Report, answer, check_names
from credentials.verify.secured import ResolveDid
from credentials.verify.status import ResolveStatusList

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).parents[2]
_LENGTH_BYTES = 4
_LARGEST_MESSAGE = 64 * 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one verification may use: seconds of processor, bytes of address space, and seconds of waiting.

    The time that this side takes to answer questions is not counted.
    """

    processor_seconds: int = 5
    memory_bytes: int = 768 * 1024 * 1024
    wall_seconds: float = 10.0


DEFAULT_LIMITS = Limits()


def verify_in_sandbox(
    data: bytes,
    *,
    resolve_did: ResolveDid,
    resolve_status_list: ResolveStatusList,
    now: datetime,
    expected_name: str | None = None,
    expected_email: str | None = None,
    expected_achievement: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Report:
    """Verify like `checks.verify`, in a process that is killed when it exceeds the limits.

    Arguments and report are those of `checks.verify`; every check of a killed verification is unknown with
    the code `took_too_long`. The resolvers are called on this side. Raises nothing for any input.
    """
    expected = {"name": expected_name, "email": expected_email, "achievement": expected_achievement}
    if len(data) <= MAXIMUM_BYTES:
        request = {"data": _to_text(data), "now": now.isoformat(), "expected": expected}
        report = _converse(request, resolve_did, resolve_status_list, limits)
    else:
        # Refused by its size alone, before anything is read.
        report = _verify_request(data, now, expected, resolve_did, resolve_status_list)
    if report is not None:
        return report
    names = check_names(
        holder=expected_name is not None or expected_email is not None,
        achievement=expected_achievement is not None,
    )
    return Report(tuple(answer(name, "unknown", "took_too_long") for name in names))


def _verify_request(
    data: bytes,
    now: datetime,
    expected: Mapping[str, str | None],
    resolve_did: ResolveDid,
    resolve_status_list: ResolveStatusList,
) -> Report:
    return verify(
        data,
        resolve_did=resolve_did,
        resolve_status_list=resolve_status_list,
        now=now,
        expected_name=expected["name"],
        expected_email=expected["email"],
        expected_achievement=expected["achievement"],
    )


class _Clock:
    """Kills a process when its time is over; stands still while this side is at work."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process, self._seconds = process, seconds
        self._timer = threading.Timer(seconds, process.kill)

    def start(self) -> None:
        self._timer = threading.Timer(self._seconds, self._process.kill)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        self._timer.cancel()


def _converse(
    request: Mapping[str, Any],
    resolve_did: ResolveDid,
    resolve_status_list: ResolveStatusList,
    limits: Limits,
) -> Report | None:
    """Return the report of the process, or None if it ended without one."""
    command = [sys.executable, "-m", "credentials.verify.sandbox"]
    arguments = [str(limits.processor_seconds), str(limits.memory_bytes)]
    with subprocess.Popen(  # noqa: S603 (the command is ours; the input goes over the pipe)
        command + arguments,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},
        start_new_session=True,
    ) as process:
        clock = _Clock(process, limits.wall_seconds)
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            clock.start()
            _send(process.stdin, request)
            while (message := _receive(process.stdout)) is not None:
                if "report" in message:
                    return Report.from_json(message["report"])
                clock.stop()
                reply = _reply(message, resolve_did, resolve_status_list)
                clock.start()
                _send(process.stdin, reply)
            return None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        finally:
            clock.stop()
            process.kill()


def _reply(
    message: Mapping[str, Any], resolve_did: ResolveDid, resolve_status_list: ResolveStatusList
) -> dict[str, Any]:
    try:
        if "did" in message:
            return {"document": dict(resolve_did(message["did"]))}
        return {"bytes": _to_text(resolve_status_list(message["status_list"]))}
    except Unresolvable:
        return {"unresolvable": True}
    except Exception:
        # Everything: the process, which holds foreign input, learns only that there is no answer.
        logger.exception("What a verification asked for could not be looked up.")
        return {"unresolvable": True}


def _send(stream: IO[bytes], message: Mapping[str, Any]) -> None:
    content = json.dumps(message).encode()
    stream.write(len(content).to_bytes(_LENGTH_BYTES) + content)
    stream.flush()


def _receive(stream: IO[bytes]) -> dict[str, Any] | None:
    length = int.from_bytes(head) if len(head := stream.read(_LENGTH_BYTES)) == _LENGTH_BYTES else 0
    content = stream.read(length) if length <= _LARGEST_MESSAGE else b""
    if not length or len(content) != length:
        return None
    message: dict[str, Any] = json.loads(content)
    return message


def _to_text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _serve(processor_seconds: int, memory_bytes: int) -> None:
    """Answer one request on standard input with one report on standard output, within the limits."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds))
    source, target = sys.stdin.buffer, sys.stdout.buffer

    def ask(question: Mapping[str, str]) -> dict[str, Any]:
        _send(target, question)
        reply = _receive(source)
        if reply is None or "unresolvable" in reply:
            raise Unresolvable
        return reply

    def ask_did(did: str) -> Mapping[str, Any]:
        document: Mapping[str, Any] = ask({"did": did})["document"]
        return document

    def ask_status_list(url: str) -> bytes:
        return base64.b64decode(ask({"status_list": url})["bytes"])

    request = _receive(source)
    if request is not None:
        now, data = datetime.fromisoformat(request["now"]), base64.b64decode(request["data"])
        report = _verify_request(data, now, request["expected"], ask_did, ask_status_list)
        _send(target, {"report": report.to_json()})


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]))
