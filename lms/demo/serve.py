"""Run web server and task worker together until Ctrl-C, as `make demo` does."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from urllib.request import urlopen
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache

from lms.core.tasks import echo

HOST = "127.0.0.1"
START_SECONDS = 120
STOP_SECONDS = 3


class Stopped(Exception):
    """A process ended, or somebody asked to stop."""


def port_is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def start(port: int) -> list[subprocess.Popen[bytes]]:
    """Start gunicorn and the Celery worker with its beat, as children of this process."""
    logs = settings.VAR_DIR / "log"
    logs.mkdir(exist_ok=True)
    python = [sys.executable, "-m"]
    web = ["gunicorn", "lms.wsgi", "--bind", f"{HOST}:{port}", "--workers", "2", "--threads", "4"]
    # Workers that share a broker need names of their own.
    name = f"{settings.CELERY_TASK_DEFAULT_QUEUE}-{port}@%h"
    worker = ["celery", "--app", "lms", "--quiet", "worker", "--beat", "--concurrency", "1", "--hostname", name]
    environment = {
        # The example logins have no second factor, unless somebody wants to see how staff sets one up.
        "SECOND_FACTOR_REQUIRED": "0",
        # To try forwarding with a record store on this machine.
        "FORWARD_OVER_HTTP": "1",
        **os.environ,
        # Links in e-mails lead to this machine.
        "WAGTAILADMIN_BASE_URL": f"http://{HOST}:{port}",
    }
    return [
        # A session of their own: Ctrl-C reaches this process only, which then stops them in order.
        subprocess.Popen(  # noqa: S603
            python + command, stdout=log, stderr=log, env=environment, start_new_session=True
        )
        for command, log in ((web, (logs / "web.log").open("ab")), (worker, (logs / "worker.log").open("ab")))
    ]


def wait_until_ready(port: int, processes: list[subprocess.Popen[bytes]]) -> None:
    """Return once a page is served and a task was carried out. Raises Stopped where a process ended."""
    token = str(uuid4())
    echo.delay(token)
    page_works = task_works = False
    deadline = time.monotonic() + START_SECONDS
    while not (page_works and task_works):
        for process in processes:
            if process.poll() is not None:
                raise Stopped(f"A process stopped at once: see {settings.VAR_DIR / 'log'}.")
        if time.monotonic() > deadline:
            raise Stopped(f"Not ready after {START_SECONDS} seconds: see {settings.VAR_DIR / 'log'}.")
        if not page_works:
            try:
                with urlopen(f"http://{HOST}:{port}/readyz", timeout=5) as answer:
                    page_works = answer.status == 200
            except OSError:
                pass
        task_works = task_works or bool(cache.get(f"echo:{token}"))
        time.sleep(0.2)


def stop(processes: list[subprocess.Popen[bytes]], *, seconds: float = STOP_SECONDS) -> None:
    """Ask all to end, and kill those that take longer than `seconds`: what they leave a sweep does later."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + seconds
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def heed_signals() -> None:
    """Raise KeyboardInterrupt at the first SIGINT, SIGTERM or SIGHUP, also where a script had SIGINT ignored.

    Later ones change nothing: who is impatient leaves no process behind.
    """
    # A closed terminal stops it too; under nohup it goes on.
    nohup = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    numbers = [signal.SIGINT, signal.SIGTERM] + ([] if nohup else [signal.SIGHUP])

    def interrupt(number: int, frame: FrameType | None) -> None:
        for heeded in numbers:
            signal.signal(heeded, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in numbers:
        signal.signal(number, interrupt)


def run(port: int, announce: str) -> None:
    """Serve until Ctrl-C, SIGTERM or SIGHUP; print `announce` once pages and tasks both work."""
    heed_signals()
    processes = start(port)
    try:
        wait_until_ready(port, processes)
        print(announce, flush=True)
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        raise Stopped(f"A process ended by itself: see {settings.VAR_DIR / 'log'}.")
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
    finally:
        stop(processes)
