"""The example network stops when it is asked to, also where one of its processes takes its time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from lms.demo.serve import stop

WILLING = "import time; print(flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WILLING}"

# As `make demo` does it, started by a script: such jobs have SIGINT ignored.
SERVING = f"""
import signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
from lms.demo import serve
serve.heed_signals()
process = subprocess.Popen([sys.executable, "-c", {STUBBORN!r}], stdout=subprocess.PIPE, start_new_session=True)
process.stdout.readline()
try:
    print(process.pid, flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    print("stopping", flush=True)
    serve.stop([process], seconds=1)
"""


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


def test_impatient_ctrl_c_from_a_script_leaves_no_process() -> None:
    site = subprocess.Popen([sys.executable, "-c", SERVING], stdout=subprocess.PIPE)
    assert site.stdout
    child = int(site.stdout.readline())
    site.send_signal(signal.SIGINT)
    assert site.stdout.readline() == b"stopping\n"
    site.send_signal(signal.SIGINT)
    assert site.wait(timeout=30) == 0
    site.communicate()
    try:
        os.kill(child, 0)
    except ProcessLookupError:
        return
    raise AssertionError("The process is still there.")
