"""The record store over HTTP with 2 gunicorn workers, against plain inserts of the same rows in the same run."""

from __future__ import annotations

import json
import os
import random
import statistics
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from lms.lrs.requests.parsing import received_in
from lms.lrs.validation import problem_in
from tests.benchmarks import samples
from tests.benchmarks.load import requests_of, send_for
from tests.benchmarks.reading import read_small_and_large
from tests.running_site import RunningSite

SECONDS = float(os.environ.get("BENCH_SECONDS", "6"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
SMALL = 10_000
LARGE = int(os.environ.get("BENCH_STATEMENTS", "1000000"))
POSTGRESQL = "postgres://postgres@127.0.0.1/postgres"
DATABASES = os.environ.get("BENCH_DATABASES", "postgresql sqlite").split()
# Leaves the databases of PostgreSQL there, and takes those of the run before as they are.
KEEP = bool(os.environ.get("BENCH_KEEP"))
PREPARE = "-m", "tests.benchmarks.prepare_record_store"


def run() -> None:
    validation()
    for database in databases():
        with tempfile.TemporaryDirectory() as folder, served_by(database):
            one_database(Path(folder))


def validation() -> None:
    """Parse and check statements on one core, without a database."""
    bodies = [samples.batch(50).encode() for _ in range(40)]
    rates = []
    for _ in range(ROUNDS):
        before = time.process_time()
        parsed = [statement for body in bodies for statement in received_in(body)]
        between = time.process_time()
        assert not any(problem_in(statement.data) for statement in parsed)
        after = time.process_time()
        rates.append((len(parsed) / (after - between), len(parsed) / (after - before)))
    alone, parsing_too = (statistics.median(rate[place] for rate in rates) for place in (0, 1))
    print(f"  validation on one core: {alone:,.0f} statements/s (target 5,000); with parsing {parsing_too:,.0f}")


def databases() -> Iterator[str]:
    """PostgreSQL where it can be had (DATABASE_URL, else the machine's own), and SQLite."""
    import psycopg

    given = os.environ.get("DATABASE_URL", "")
    if "postgresql" not in DATABASES:
        yield ""
        return
    url = given if given.startswith("postgres") else POSTGRESQL
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        print(f"  PostgreSQL is left out: {error}")
    else:
        yield url
    if "sqlite" in DATABASES:
        yield ""


@contextmanager
def served_by(url: str) -> Iterator[None]:
    before = os.environ.pop("DATABASE_URL", None)
    if url:
        os.environ["DATABASE_URL"] = url
    try:
        yield
    finally:
        os.environ.pop("DATABASE_URL", None)
        if before is not None:
            os.environ["DATABASE_URL"] = before


class Store:
    """A running site with SMALL or more statements, and the key that it is measured with."""

    def __init__(self, site: RunningSite, count: int) -> None:
        self.site = site
        self.count = count
        started = time.monotonic()
        if not (KEEP and exists(site)):
            site.create_database()
        site.manage("migrate", "--verbosity", "0")
        self.job = json.loads(site.run(*PREPARE, "key").splitlines()[-1])
        site.run(*PREPARE, "fill", str(count))
        site.start_web()
        print(f"  {count:,} statements filled in {time.monotonic() - started:.0f} s")
        if not self.job["sqlite"]:
            url = urlsplit(os.environ["DATABASE_URL"])
            self.job["database"] = urlunsplit(url._replace(path=f"/{self.job['database']}"))
        secret = b64encode(f"{self.job['key']}:{self.job['secret']}".encode()).decode()
        self.headers = {"Authorization": f"Basic {secret}", "X-Experience-API-Version": "1.0.3"}
        self.url = f"{site.url}/xapi/statements"

    def posts(self, bodies: list[str]) -> list[bytes]:
        return requests_of(self.url, "POST", {**self.headers, "Content-Type": "application/json"}, bodies)

    def plain(self, *, clients: int, batch: int, at_most: int) -> float:
        """Statements per second that plain connections insert and commit."""
        job = {**self.job, "clients": clients, "batch": batch, "seconds": SECONDS, "at_most": at_most}
        return float(self.site.run("-m", "tests.benchmarks.plain_rows", given=json.dumps(job)))


def one_database(folder: Path) -> None:
    with ExitStack() as stack:
        stores = []
        for name, count in (("bench_small", SMALL), ("bench_large", LARGE)):
            place = folder / name
            place.mkdir()
            # Limits on, but higher than what one key reaches here; no worker beside it.
            site = RunningSite(place, name=name, fill=False, XAPI_REQUESTS_PER_MINUTE="100000000")
            stack.callback(stop, site)
            stores.append(Store(site, count))
        small, large = stores
        kind = "SQLite" if small.job["sqlite"] else "PostgreSQL"
        print(f"  {kind}")
        for size, clients, at_most, target in ((1, 8, 4000, 0.2), (50, 4, 20_000, 0.25)):
            writing(small, size=size, clients=clients, at_most=at_most, target=target)
        if LARGE > SMALL:
            writing(large, size=1, clients=8, at_most=4000, target=0.2)
        mixed(small)
        read_small_and_large(small, large, rounds=ROUNDS)


def stop(site: RunningSite, *, keep: bool = KEEP) -> None:
    for name in list(site.processes):
        site.kill(name)
    url = os.environ.get("DATABASE_URL")
    if url and not keep:
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS skillslab_{site.name} WITH (FORCE)")


def exists(site: RunningSite) -> bool:
    import psycopg

    if not (url := os.environ.get("DATABASE_URL")):
        return False
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [f"skillslab_{site.name}"])
        return found.fetchone() is not None


def writing(store: Store, *, size: int, clients: int, at_most: int, target: float) -> None:
    ratios, ours, plain = [], [], []
    for _ in range(ROUNDS):
        plain.append(store.plain(clients=clients, batch=size, at_most=at_most))
        count = max(clients, int(SECONDS * at_most / size / 2))
        bodies = [samples.batch(size) if size > 1 else samples.statement() for _ in range(count)]
        requests = store.posts(bodies)
        per_second, answers = send_for(SECONDS, store.url, clients, requests.pop)
        if set(answers) != {200}:
            raise RuntimeError(f"POST was answered {dict(answers)}")
        ours.append(per_second * size)
        ratios.append(ours[-1] / plain[-1])
    what = f"batches of {size}" if size > 1 else "single POST"
    print(
        f"  {what}, {clients} clients: {statistics.median(ours):,.0f} statements/s; plain rows "
        f"{statistics.median(plain):,.0f}/s; ratio {statistics.median(ratios):.2f} (target {target}; load "
        f"{os.getloadavg()[0]:.1f})"
    )


def mixed(store: Store) -> None:
    """Everything at once about the same agent and activity; nothing may be answered with 5xx."""
    known = [samples.statement(shared=True) for _ in range(20)]

    def voiding() -> str:
        target = json.loads(random.choice(known))["id"]
        data = json.loads(samples.statement(shared=True))
        data["verb"] = {"id": "http://adlnet.gov/expapi/verbs/voided"}
        data["object"] = {"objectType": "StatementRef", "id": target}
        data["context"].pop("platform")
        return json.dumps(data)

    kinds: list[Callable[[], str]] = [
        lambda: samples.statement(shared=True),
        lambda: samples.batch(20, shared=True),
        lambda: random.choice(known),
        lambda: f"[{','.join(random.sample(known, 20))}]",
        voiding,
        lambda: '{"actor": 1}',
    ]
    agent = quote(json.dumps(samples.actor(0)))
    gets = requests_of(f"{store.url}?limit=20&agent={agent}", "GET", store.headers, [""])

    def request() -> bytes:
        if random.random() < 0.2:
            return gets[0]
        return store.posts([random.choice(kinds)()])[0]

    per_second, answers = send_for(SECONDS, store.url, 12, request)
    failed = sum(count for status, count in answers.items() if status >= 500)
    print(f"  mixed load, 12 clients: {per_second:,.0f} requests/s, answers {dict(answers)}; 5xx: {failed} (0)")
    if failed:
        raise RuntimeError("The record store failed under a mix of writers.")
