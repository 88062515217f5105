"""Starts skillslab as an operator would: web server and worker as processes, to test and measure from outside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

from tests.prepared import ROOT, copy_to_file, copy_to_postgresql


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RunningSite:
    """A site of its own: folder, port and database; the suite's DATABASE_URL and broker choose the servers.

    `fill` makes the example network. Processes are started by `start_web` and `start_worker`, so that a test
    may kill either of them.
    """

    def __init__(self, folder: Path, *, name: str, fill: bool, **environment: str) -> None:
        self.folder = folder
        # Processes that run tests beside each other may each have a site of this name.
        self.name = "_".join([name, *filter(None, [os.environ.get("PYTEST_XDIST_WORKER")])])
        self.fill = fill
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "lms.settings.base",
            "VAR_DIR": str(folder),
            "SECOND_FACTOR_REQUIRED": "0",
            "SWEEP_SECONDS": "5",
            "XAPI_REQUESTS_PER_MINUTE": "0",
            "FORWARD_OVER_HTTP": "1",
            **self.server_urls(),
            **environment,
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def server_urls(self) -> dict[str, str]:
        """A database of its own on the suite's PostgreSQL, a virtual host of its own on its RabbitMQ."""
        urls = {}
        if (url := os.environ.get("DATABASE_URL", "")).startswith("postgres"):
            urls["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/skillslab_{self.name}"))
        if broker := os.environ.get("CELERY_BROKER_URL"):
            urls["CELERY_BROKER_URL"] = broker
            urls["CELERY_QUEUE"] = f"skillslab-{self.name}"
        return urls

    def create_database(self, *, migrated: bool = True) -> None:
        """Make the site's database anew: `migrated`, so that `migrate` has little left to do, or empty."""
        url = self.environment.get("DATABASE_URL", "")
        if not url.startswith("postgres"):
            if migrated:
                copy_to_file(self.folder / "db.sqlite3")
        elif migrated:
            copy_to_postgresql(os.environ["DATABASE_URL"], f"skillslab_{self.name}")
        else:
            import psycopg

            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
                database = f"skillslab_{self.name}"
                connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
                connection.execute(f"CREATE DATABASE {database}")

    def manage(self, *arguments: str) -> str:
        """Run a management command and return what it printed. Raises where it fails."""
        return self.run("manage.py", *arguments)

    def run(self, *arguments: str, given: str = "") -> str:
        """Run Python in the site's environment, `given` on its standard input; return what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self.processes[name]

    def start_web(self) -> None:
        bind = f"127.0.0.1:{self.port}"
        self.start("web", "gunicorn", "lms.wsgi", "--bind", bind, "--workers", "2", "--threads", "4")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urlopen(f"{self.url}/healthz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"The web server did not start: {(self.folder / 'web.log').read_text()}")

    def start_worker(self) -> None:
        # Workers that share a broker need names of their own.
        worker = "celery", "-A", "lms", "worker", "--hostname", f"{self.name}@%h", "--concurrency", "1"
        self.start("worker", *worker, "--beat", "--loglevel", "INFO")

    def kill(self, name: str) -> None:
        """SIGKILL the process and all its children, as a power cut would."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def __enter__(self) -> RunningSite:
        self.create_database()
        if self.fill:
            # Migrates and collects as well.
            self.manage("demo", "--fill-only")
        else:
            self.manage("migrate", "--verbosity", "0")
            self.manage("collectstatic", "--verbosity", "0", "--no-input")
        self.start_web()
        self.start_worker()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for name in list(self.processes):
            self.kill(name)
