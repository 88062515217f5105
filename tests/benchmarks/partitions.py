"""Statements partitioned by deploy/partition-statements.sql: what it takes, and reading and writing cost then."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from tests.benchmarks.reading import REQUESTS, Reader
from tests.benchmarks.record_store import LARGE, Store, databases, served_by, stop, writing
from tests.running_site import ROOT, RunningSite

SQL = ROOT / "deploy" / "partition-statements.sql"
FILTERS = ("agent", "verb", "activity", "registration", "since", "none")


def run() -> None:
    url = next(databases(), "")
    if not url:
        print("  Partitions are PostgreSQL's.")
        return
    with tempfile.TemporaryDirectory() as folder, served_by(url):
        site = RunningSite(Path(folder), name="bench_large", fill=False, XAPI_REQUESTS_PER_MINUTE="100000000")
        try:
            store = Store(site, LARGE)
            before = {name: measured(store, name) for name in FILTERS}
            # As the script says: nobody works meanwhile.
            site.kill("web")
            partition(store)
            site.start_web()
            for name in FILTERS:
                after = measured(store, name)
                print(
                    f"  GET by {name}: {before[name]:.1f} ms, partitioned {after:.1f} ms; ratio"
                    f" {after / before[name]:.2f} (load {os.getloadavg()[0]:.1f})"
                )
            writing(store, size=1, clients=8, at_most=4000, target=0.2)
            writing(store, size=50, clients=4, at_most=20_000, target=0.25)
        finally:
            # What is partitioned is of no use to a next run, and nobody needs the small one without it.
            stop(site, keep=False)
            stop(RunningSite(Path(folder), name="bench_small", fill=False), keep=False)


def partition(store: Store) -> None:
    with closing(psycopg.connect(store.job["database"], autocommit=True)) as connection:
        started = time.monotonic()
        connection.execute(SQL.read_text())
        print(f"  {store.count:,} statements partitioned in {time.monotonic() - started:.0f} s")
        connection.execute("ANALYZE lrs_statement")
        statements, ids = connection.execute(
            "SELECT (SELECT count(*) FROM lrs_statement), (SELECT count(*) FROM lrs_statement_id)"
        ).fetchone() or (0, 0)
    if not statements == ids >= store.count:
        raise RuntimeError(f"Of {store.count:,} statements, {statements:,} are left with {ids:,} ids.")


def measured(store: Store, name: str) -> float:
    """Median of some GETs, in milliseconds."""
    client, times = Reader(store), []
    for _ in range(REQUESTS):
        before = time.perf_counter()
        client.get(store.url + "?" + urlencode(client.parameters(name)))
        times.append((time.perf_counter() - before) * 1000)
    return statistics.median(times)
