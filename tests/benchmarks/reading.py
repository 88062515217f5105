"""GETs at two sizes, in turn: what one looks for is found as fast among a million as among ten thousand."""

from __future__ import annotations

import json
import os
import random
import statistics
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from tests.benchmarks import samples
from tests.benchmarks.load import percentile

if TYPE_CHECKING:
    from tests.benchmarks.record_store import Store

LIMIT = 50
REQUESTS = 120
PAGES = 150


def read_small_and_large(small: Store, large: Store, *, rounds: int) -> None:
    for name in ("agent", "verb", "activity", "registration", "since", "none"):
        ratios, pairs = [], []
        for _ in range(rounds):
            times = [[], []]
            clients = [Reader(small), Reader(large)]
            # One after the other, so that what else the machine does weighs on both.
            for _ in range(REQUESTS):
                for client, seen in zip(clients, times, strict=True):
                    before = time.perf_counter()
                    client.get(client.store.url + "?" + urlencode(client.parameters(name)))
                    seen.append((time.perf_counter() - before) * 1000)
            p95 = [percentile(seen, 0.95) for seen in times]
            pairs.append((statistics.median(times[0]), p95[0], statistics.median(times[1]), p95[1]))
            ratios.append(p95[1] / p95[0])
        typical = [statistics.median(pair[place] for pair in pairs) for place in range(4)]
        print(
            f"  GET by {name}: {small.count:,}: p50 {typical[0]:.1f} p95 {typical[1]:.1f} ms; {large.count:,}: "
            f"p50 {typical[2]:.1f} p95 {typical[3]:.1f} ms; ratio of p95 {statistics.median(ratios):.2f} (target "
            f"1.5; load {os.getloadavg()[0]:.1f})"
        )
    deep_pages(large)


def deep_pages(store: Store) -> None:
    """Follow `more`, asking the first page in between: the last ones cost what the first does.

    Once before that without a clock: a first page is in memory because it is asked for again and again.
    """
    for name in ("agent", "none"):
        client = Reader(store)
        first = store.url + "?" + urlencode(client.parameters(name))
        for _ in followed(client, first):
            pass
        times, first_times = [], []
        for took in followed(client, first):
            before = time.perf_counter()
            client.get(first)
            times.append(took)
            first_times.append((time.perf_counter() - before) * 1000)
        third = len(times) // 3
        deep, shallow = statistics.median(times[-third:]), statistics.median(first_times[-third:])
        print(
            f"  more by {name}: page {len(times)} {deep:.1f} ms, first page {shallow:.1f} ms; ratio "
            f"{deep / shallow:.2f} (target 1.0)"
        )


def followed(client: Reader, path: str) -> Iterator[float]:
    """Yield how many milliseconds each page took, of at most PAGES."""
    for _ in range(PAGES):
        before = time.perf_counter()
        more = client.get(path)["more"]
        yield (time.perf_counter() - before) * 1000
        if not more:
            return
        path = client.store.site.url + str(more)


class Reader:
    """A keep-alive connection to a store that reads JSON."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.connection = HTTPConnection(urlsplit(store.url).netloc, timeout=120)

    def get(self, url: str) -> dict[str, object]:
        parts = urlsplit(url)
        self.connection.request("GET", f"{parts.path}?{parts.query}", headers=self.store.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{url} answered {answer.status}: {body[:500]!r}")
        found: dict[str, object] = json.loads(body)
        return found

    def parameters(self, name: str) -> dict[str, object]:
        number = random.randrange(self.store.count - 2 * LIMIT)
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1767225600 + number))
        wanted: dict[str, object] = {
            "agent": {"agent": json.dumps(samples.actor(number % samples.ACTORS))},
            "verb": {"verb": samples.VERB.format(number % samples.VERBS)},
            "activity": {"activity": samples.ACTIVITY.format(number % samples.ACTIVITIES)},
            "registration": {"registration": samples.registration(number // samples.STATEMENTS_PER_REGISTRATION)},
            "since": {"since": moment, "ascending": random.choice(("true", "false"))},
            "none": {},
        }[name]
        return {**wanted, "limit": LIMIT}
