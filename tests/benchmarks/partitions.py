"""Statements partitioned by deploy/partition-statements.sql: how long it takes, and what reading costs then."""

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
from tests.benchmarks.record_store import LARGE, Store, databases, served_by, stop
from tests.running_site import ROOT, RunningSite

SQL = ROOT / "deploy" / "partition-statements.sql"
FILTERS = ("agent", "verb", "activity", "registration", "since", "none")


def run() -> None:
    url = next(databases())
    if not url:
        print("  Partitions are PostgreSQL's.")
        return
    with tempfile.TemporaryDirectory() as folder, served_by(url):
        site = RunningSite(Path(folder), name="bench_parts", fill=False, XAPI_REQUESTS_PER_MINUTE="0")
        try:
            store = Store(site, LARGE)
            before = {name: measured(store, name) for name in FILTERS}
            with closing(psycopg.connect(store.job["database"], autocommit=True)) as connection:
                started = time.monotonic()
                connection.execute(SQL.read_text())
                print(f"  {LARGE:,} statements partitioned in {time.monotonic() - started:.0f} s")
                connection.execute("ANALYZE lrs_statement")
                counted = connection.execute(
                    "SELECT (SELECT count(*) FROM lrs_statement), (SELECT count(*) FROM lrs_statement_id)"
                ).fetchone()
            if counted != (LARGE, LARGE):
                raise RuntimeError(f"Statements and ids after partitioning: {counted}")
            for name in FILTERS:
                after = measured(store, name)
                print(
                    f"  GET by {name}: {before[name]:.1f} ms, partitioned {after:.1f} ms; ratio"
                    f" {after / before[name]:.2f} (load {os.getloadavg()[0]:.1f})"
                )
        finally:
            stop(site)


def measured(store: Store, name: str) -> float:
    """Median of some GETs, in milliseconds."""
    client, times = Reader(store), []
    for _ in range(REQUESTS):
        before = time.perf_counter()
        client.get(store.url + "?" + urlencode(client.parameters(name)))
        times.append((time.perf_counter() - before) * 1000)
    return statistics.median(times)
