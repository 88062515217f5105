"""Fetching keys, status lists and credentials from where a stranger's document points: no other place does.

https on port 443 to public addresses, resolved once and connected to that very address; no redirects; an end after
five seconds, at 5 MiB, and at a number of requests for each host; kept for a while. Only the
address is sent.
"""

from __future__ import annotations

import io
import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from urllib.parse import SplitResult, urlsplit

from credentials.verifier.resolving import Unresolvable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

TEXT_TYPES = frozenset(
    {
        "application/json",
        "application/ld+json",
        "application/did",
        "application/did+json",
        "application/did+ld+json",
        "application/vc",
        "application/vc+ld+json",
        "application/vc+jwt",
        "application/jwt",
        "application/jwk+json",
        "application/jwk-set+json",
        "application/cid",
    }
)
FILE_TYPES = TEXT_TYPES | {"image/png", "image/svg+xml", "application/pdf", "text/plain"}

_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])")
_PLAIN = re.compile(r"[!-~]*")
_TRANSLATION = ipaddress.ip_network("64:ff9b::/96")
_PORT = 443


@dataclass(frozen=True)
class Bounds:
    """What one fetch may take, how often a host is asked, and how long answers are kept (seconds)."""

    seconds: float = 5.0
    maximum_bytes: int = 5 * 1024 * 1024
    requests_per_minute: int = 30
    kept_seconds: float = 300.0
    failure_kept_seconds: float = 30.0
    kept_bytes: int = 64 * 1024 * 1024


def is_public(address: Address) -> bool:
    """Say whether an address is on the public internet: not this machine, not a private or local net.

    Addresses that hold an IPv4 address inside (mapped, 6to4, Teredo, NAT64) lead elsewhere than they look.
    """
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or address.teredo
        if inside or address in _TRANSLATION:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def look_up(host: str) -> Sequence[str]:
    """Return the addresses of a host by the system's resolver; raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, _PORT, type=socket.SOCK_STREAM)]


@dataclass
class _Kept:
    until: float
    data: bytes | None


@dataclass
class Fetcher:
    """Fetches, one for a whole process: it is safe between threads and remembers what it fetched.

    What is not `bounds` is there for tests, which have a server of their own.
    """

    bounds: Bounds = field(default_factory=Bounds)
    addresses_of: Callable[[str], Sequence[str]] = look_up
    may_connect: Callable[[Address], bool] = is_public
    port: int = _PORT
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, frozenset[str]], _Kept] = OrderedDict()
        self._asked: dict[str, deque[float]] = defaultdict(deque)

    def get(self, url: str, types: frozenset[str] = TEXT_TYPES) -> bytes:
        """Return the body at `url`, if it is one of the media types; raises Unresolvable for everything else."""
        parts = _checked(url)
        key = (parts._replace(fragment="").geturl(), types)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and kept.until > self.clock():
                return _found(kept, url)
            self._count(str(parts.hostname))
        try:
            data: bytes | None = self._fetch(parts, types)
        except (OSError, HTTPException, ValueError):
            # No connection, no certificate, no HTTP, too long, too much: all the same to who asked.
            data = None
        kept = self._keep(key, data)
        return _found(kept, url)

    def _count(self, host: str) -> None:
        asked, now = self._asked[host], self.clock()
        while asked and asked[0] <= now - 60:
            asked.popleft()
        if len(asked) >= self.bounds.requests_per_minute:
            raise Unresolvable(host)
        asked.append(now)
        for idle in [name for name, times in self._asked.items() if times[-1] <= now - 60]:
            del self._asked[idle]

    def _keep(self, key: tuple[str, frozenset[str]], data: bytes | None) -> _Kept:
        seconds = self.bounds.failure_kept_seconds if data is None else self.bounds.kept_seconds
        kept = _Kept(self.clock() + seconds, data)
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while sum(len(item.data or b"") + 1024 for item in self._kept.values()) > self.bounds.kept_bytes:
                self._kept.popitem(last=False)
        return kept

    def _fetch(self, parts: SplitResult, types: frozenset[str]) -> bytes:
        end = time.monotonic() + self.bounds.seconds
        host = str(parts.hostname)
        address = self._address_of(host, end)
        with socket.create_connection((str(address), self.port), timeout=_left(end)) as plain:
            plain.settimeout(_left(end))
            with self.trust.wrap_socket(plain, server_hostname=host) as secure:
                secure.settimeout(_left(end))
                secure.sendall(_request(parts, types))
                return self._read(secure, end, types)

    def _address_of(self, host: str, end: float) -> Address:
        # The system's resolver has no time limit of its own.
        answers: queue.SimpleQueue[Sequence[str]] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self.addresses_of(host))
            except OSError:
                answers.put([])

        threading.Thread(target=ask, daemon=True).start()
        try:
            found = answers.get(timeout=_left(end))
        except queue.Empty as error:
            raise TimeoutError(host) from error
        addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in found]
        # One that is not public beside others that are is somebody's attempt to get at it.
        if not addresses or not all(self.may_connect(address) for address in addresses):
            raise ConnectionRefusedError(host)
        return addresses[0]

    def _read(self, secure: ssl.SSLSocket, end: float, types: frozenset[str]) -> bytes:
        response = HTTPResponse(_Channel(secure, end))  # type: ignore[arg-type]
        response.begin()
        kind = response.headers.get_content_type()
        if response.status != 200 or kind not in types or response.headers.get("Content-Encoding"):
            raise ValueError(kind)
        data = response.read(self.bounds.maximum_bytes + 1)
        if len(data) > self.bounds.maximum_bytes or response.length:
            raise ValueError("too large, or cut off")
        return data


class _Reader(io.RawIOBase):
    """Reads a socket until one moment, however slowly the other side sends."""

    def __init__(self, secure: ssl.SSLSocket, end: float) -> None:
        self._secure, self._end = secure, end

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        self._secure.settimeout(_left(self._end))
        return self._secure.recv_into(buffer)  # type: ignore[arg-type]


class _Channel:
    """What HTTPResponse wants of a socket."""

    def __init__(self, secure: ssl.SSLSocket, end: float) -> None:
        self._secure, self._end = secure, end

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._secure, self._end))


def _checked(url: str) -> SplitResult:
    """Take an address apart; raises Unresolvable unless it is https, on port 443, at a name, and plain."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Unresolvable(url) from error
    plain = len(url) <= 2048 and _PLAIN.fullmatch(url) and "\\" not in url
    if not plain or parts.scheme != "https" or "@" in parts.netloc or port not in (None, _PORT):
        raise Unresolvable(url)
    if not _HOST.fullmatch((parts.hostname or "").rstrip(".")):
        raise Unresolvable(url)
    return parts


def _request(parts: SplitResult, types: frozenset[str]) -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [
        f"GET {target} HTTP/1.1",
        f"Host: {parts.hostname}",
        f"Accept: {', '.join(sorted(types))}",
        "Accept-Encoding: identity",
        "User-Agent: skillslab",
        "Connection: close",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _found(kept: _Kept, url: str) -> bytes:
    if kept.data is None:
        raise Unresolvable(url)
    return kept.data


def _left(end: float) -> float:
    seconds = end - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
