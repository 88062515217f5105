"""Small load generators: keep-alive connections that ask as fast as they are answered."""

from __future__ import annotations

import socket
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Load:
    """What one run showed: requests per second, and response times in milliseconds."""

    per_second: float
    p50: float
    p95: float
    size: int

    def __str__(self) -> str:
        times = f"p50 {self.p50:6.1f} ms   p95 {self.p95:6.1f} ms"
        return f"{self.per_second:7.1f} requests/s   {times}   {self.size} bytes"


def percentile(times: Sequence[float], part: float) -> float:
    return sorted(times)[max(0, int(len(times) * part) - 1)]


def get_many(
    url: str, *, requests: int, connections: int, cookie: str = "", headers: dict[str, str] | None = None
) -> Load:
    """GET `url` `requests` times over `connections` connections. Raises where an answer is not 200."""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    sent = {"Accept-Language": "nl", **({"Cookie": cookie} if cookie else {}), **(headers or {})}

    def client(share: int) -> tuple[list[float], int]:
        connection = HTTPConnection(parts.netloc, timeout=30)
        times, size = [], 0
        for _ in range(share):
            before = time.perf_counter()
            connection.request("GET", path, headers=sent)
            answer = connection.getresponse()
            size = len(answer.read())
            times.append((time.perf_counter() - before) * 1000)
            if answer.status != 200:
                raise RuntimeError(f"{url} answered {answer.status}")
        return times, size

    started = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        answers = list(pool.map(client, [requests // connections] * connections))
    seconds = time.perf_counter() - started
    times = sorted(duration for part, _ in answers for duration in part)
    return Load(
        per_second=len(times) / seconds,
        p50=statistics.median(times),
        p95=percentile(times, 0.95),
        size=answers[0][1],
    )


class Raw:
    """One connection that sends prepared requests: as little work as can be on the clients' side."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.address = (parts.hostname or "", parts.port or 80)
        self.socket: socket.socket | None = None

    def ask(self, request: bytes) -> int:
        """Send a whole request and return the status of the answer; connects again where it was closed."""
        try:
            return self._ask(request)
        except OSError:
            self.close()
            return self._ask(request)

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def _ask(self, request: bytes) -> int:
        if self.socket is None:
            self.socket = socket.create_connection(self.address, timeout=60)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            chunk = self.socket.recv(65536)
            if not chunk:
                raise ConnectionResetError
            answer += chunk
        head, _, body = answer.partition(b"\r\n\r\n")
        headers = head.lower()
        length = headers.partition(b"content-length:")[2].partition(b"\r\n")[0]
        missing = int(length or 0) - len(body)
        while missing > 0:
            missing -= len(self.socket.recv(65536))
        if b"connection: close" in headers:
            self.close()
        return int(head[9:12])


def requests_of(url: str, method: str, headers: dict[str, str], bodies: Sequence[str]) -> list[bytes]:
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    head = f"{method} {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return [
        f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content
        for content in (body.encode() for body in bodies)
    ]


def send_for(seconds: float, url: str, clients: int, request: Callable[[], bytes]) -> tuple[float, Counter[int]]:
    """Let `clients` send what `request` makes for so long; returns requests per second, and answers by status."""
    answers: Counter[int] = Counter()
    started = time.perf_counter()

    def client(_: int) -> Counter[int]:
        connection, seen = Raw(url), Counter[int]()
        while time.perf_counter() - started < seconds:
            seen[connection.ask(request())] += 1
        connection.close()
        return seen

    with ThreadPoolExecutor(clients) as pool:
        for seen in pool.map(client, range(clients)):
            answers.update(seen)
    return answers.total() / (time.perf_counter() - started), answers
