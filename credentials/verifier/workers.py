"""Processes that are asked one thing after the other, and killed when an answer takes too long."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

Message = Mapping[str, Any]

_ROOT = Path(__file__).parents[2]
_LENGTH_BYTES = 4
_LARGEST_MESSAGE = 64 * 1024 * 1024
_START_SECONDS = 60.0
_IDLE_SECONDS = 60.0
_MOST_IDLE = 2
_MOST_ANSWERS = 100


@dataclass(frozen=True)
class Limits:
    """What one answer may use: seconds of processor, bytes of address space, and seconds of waiting.

    The time that this side takes to answer questions is not counted.
    """

    processor_seconds: int = 5
    memory_bytes: int = 768 * 1024 * 1024
    wall_seconds: float = 10.0


class Workers:
    """Processes of one command, which gets the seconds of processor and bytes of memory as arguments.

    It writes `{"ready": …}`, and for each message that it reads any number of questions and then `{"report": …}`.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._owner = os.getpid()
        atexit.register(self.stop)

    def ask(
        self, request: Message, reply: Callable[[Message], Message], limits: Limits, *, once: bool
    ) -> Message | None:
        """Return the report on `request`, or nothing if the process was killed or ended without one.

        `reply` answers its questions. `once`: in a process that nothing was asked of before, or will be after.
        """
        used = None if once else self._take(limits)
        if used is not None:
            report = self._ask(used, request, reply, once=False)
            # One that ended by itself while it waited was not asked at all.
            if report is not None or used.clock.fired:
                return report
        return self._ask(_Worker(self._command, limits), request, reply, once=once)

    def _ask(
        self, worker: _Worker, request: Message, reply: Callable[[Message], Message], *, once: bool
    ) -> Message | None:
        report = None
        try:
            report = worker.ask(request, reply)
        finally:
            # Whatever ended it early, a fault of ours too: such a process is not asked again.
            if report is None or once or worker.answers >= _MOST_ANSWERS:
                worker.stop()
            else:
                self._give_back(worker)
        return report

    def stop(self) -> None:
        """End the processes that wait for work."""
        with self._lock:
            idle, self._idle = self._idle, []
        if os.getpid() == self._owner:
            for worker in idle:
                worker.stop()

    def _take(self, limits: Limits) -> _Worker | None:
        with self._lock:
            if os.getpid() != self._owner:
                # After a fork they are the other process's.
                self._owner, self._idle = os.getpid(), []
            fitting = [worker for worker in self._idle if worker.limits == limits and worker.alive]
            if not fitting:
                return None
            self._idle.remove(fitting[-1])
        fitting[-1].clock.stop()
        return fitting[-1]

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            keep = len(self._idle) < _MOST_IDLE
            if keep:
                self._idle.append(worker)
                worker.clock.start(_IDLE_SECONDS)
        if not keep:
            worker.stop()


class _Clock:
    """Kills a process when its time is over; stands still while this side is at work."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._timer: threading.Timer | None = None
        self.fired = False

    def start(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _end(self) -> None:
        self.fired = True
        self._process.kill()


class _Worker:
    def __init__(self, command: Sequence[str], limits: Limits) -> None:
        self.limits, self.answers, self._ready = limits, 0, False
        self._process = subprocess.Popen(  # noqa: S603 (the command is ours; the input goes over the pipe)
            [*command, str(limits.processor_seconds), str(limits.memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},
            start_new_session=True,
        )
        self.clock = _Clock(self._process)

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: Message, reply: Callable[[Message], Message]) -> Message | None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            if not self._ready:
                self.clock.start(_START_SECONDS)
                self._ready = receive(self._process.stdout) is not None
                self.clock.stop()
            self.clock.start(self.limits.wall_seconds)
            send(self._process.stdin, request)
            while (message := receive(self._process.stdout)) is not None:
                if "report" in message:
                    self.answers += 1
                    report: Message = message["report"]
                    return report
                self.clock.stop()
                answer = reply(message)
                self.clock.start(self.limits.wall_seconds)
                send(self._process.stdin, answer)
        except (OSError, ValueError, TypeError):
            # The pipe broke, or what came over it is no message.
            return None
        finally:
            self.clock.stop()
        return None

    def stop(self) -> None:
        self.clock.stop()
        self._process.kill()
        # What was not sent yet has nobody to read it.
        with contextlib.suppress(OSError), self._process:
            pass


def send(stream: IO[bytes], message: Message) -> None:
    """Write one message: its length in four bytes, then JSON."""
    content = json.dumps(message).encode()
    stream.write(len(content).to_bytes(_LENGTH_BYTES) + content)
    stream.flush()


def receive(stream: IO[bytes]) -> dict[str, Any] | None:
    """Read one message; nothing where the other side is gone. Raises ValueError for what is no JSON."""
    length = int.from_bytes(head) if len(head := stream.read(_LENGTH_BYTES)) == _LENGTH_BYTES else 0
    content = stream.read(length) if length <= _LARGEST_MESSAGE else b""
    if not length or len(content) != length:
        return None
    message = json.loads(content)
    return message if isinstance(message, dict) else None
