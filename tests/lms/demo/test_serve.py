"""The example network stops when it is asked to, also where one of its processes takes its time."""

from __future__ import annotations

import subprocess
import sys
import time

from lms.demo.serve import stop

WILLING = "import time; print(flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WILLING}"


def started(code: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout
    process.stdout.readline()
    return process


def test_stop_ends_willing_and_stubborn_processes_in_time() -> None:
    processes = [started(STUBBORN), started(WILLING)]
    before = time.monotonic()
    stop(processes, seconds=0.5)
    assert time.monotonic() - before < 5
    assert all(process.returncode is not None for process in processes)
    for process in processes:
        process.communicate()
