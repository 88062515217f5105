"""The one fetcher: what it reaches, and everything that it refuses to reach."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Iterator, Sequence

import pytest

from credentials.verifier.fetching import FILE_TYPES, Bounds, Fetcher, is_public
from credentials.verifier.resolving import Unresolvable
from tests.credentials.https_server import HOST, Server, body, drip, https_server

URL = f"https://{HOST}/did.json"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with https_server(tmp_path_factory.mktemp("https")) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.answers.clear()
    running.requests.clear()
    return running


def test_a_document_is_fetched_and_only_its_address_is_told(server: Server) -> None:
    server.answers["/did.json?a=b"] = body(b'{"a":1}')
    assert server.fetcher().get(f"{URL}?a=b#key") == b'{"a":1}'
    (request,) = server.requests
    names = [line.split(b":")[0].lower() for line in request.strip().split(b"\r\n")[1:]]
    assert request.startswith(b"GET /did.json?a=b HTTP/1.1\r\nHost: school.example\r\n")
    assert sorted(names) == [b"accept", b"accept-encoding", b"connection", b"host", b"user-agent"]


@pytest.mark.parametrize(
    "answer",
    [
        body(b"{}", status="302 Found", kind="application/json"),
        b"HTTP/1.1 302 Found\r\nLocation: https://school.example/other\r\nContent-Length: 0\r\n\r\n",
        body(b"{}", status="404 Not Found"),
        body(b"{}", kind="text/html"),
        body(b"{}", "application/json", "200 OK", "Content-Encoding: gzip"),
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{}",
        b"no http at all",
        b"",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    ],
)
def test_an_answer_that_is_no_document_is_unresolvable(server: Server, answer: bytes) -> None:
    server.answers.update({"/did.json": answer, "/other": body(b"{}")})
    with pytest.raises(Unresolvable):
        server.fetcher().get(URL)
    assert len(server.requests) == 1


def test_a_picture_comes_only_where_one_is_asked_for(server: Server) -> None:
    server.answers["/did.json"] = body(b"\x89PNG", "image/png")
    with pytest.raises(Unresolvable):
        server.fetcher().get(URL)
    assert server.fetcher().get(URL, FILE_TYPES) == b"\x89PNG"


@pytest.mark.parametrize("length", [1000, 1001])
def test_an_answer_that_is_too_large_is_unresolvable(server: Server, length: int) -> None:
    content = b"x" * length
    server.answers["/did.json"] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + content
    fetcher = server.fetcher(Bounds(maximum_bytes=1000))
    if length == 1000:
        assert fetcher.get(URL) == content
    else:
        with pytest.raises(Unresolvable):
            fetcher.get(URL)


def test_a_host_that_answers_drop_by_drop_is_left(server: Server) -> None:
    server.answers["/did.json"] = drip
    started = time.monotonic()
    with pytest.raises(Unresolvable):
        server.fetcher(Bounds(seconds=0.5)).get(URL)
    assert time.monotonic() - started < 5


def test_a_name_that_is_never_found_is_left(server: Server) -> None:
    def never(host: str) -> Sequence[str]:
        time.sleep(3)
        return ["127.0.0.1"]

    fetcher = server.fetcher(Bounds(seconds=0.2))
    fetcher.addresses_of = never
    with pytest.raises(Unresolvable):
        fetcher.get(URL)


def test_a_certificate_for_another_host_is_refused(server: Server) -> None:
    server.answers["/did.json"] = body(b"{}")
    with pytest.raises(Unresolvable):
        server.fetcher(host="other.example").get("https://other.example/did.json")
    with pytest.raises(Unresolvable):
        Fetcher(addresses_of=lambda _: ["127.0.0.1"], may_connect=lambda _: True, port=server.port).get(URL)
    assert server.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "http://school.example/did.json",
        "ftp://school.example/",
        "file:///etc/passwd",
        "https://school.example:8443/did.json",
        "https://school.example:99999/",
        "https://user:secret@school.example/did.json",
        "https://127.0.0.1/did.json",
        "https://[::1]/did.json",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://localhost/did.json",
        "https:///did.json",
        "https://school.example/a b",
        "https://school.example/a\r\nHost: a.example",
        "https://school.example\\@a.example/",
        "https://schöol.example/",
        "https://school.example/" + "a" * 3000,
        "did:web:school.example",
        "",
    ],
)
def test_an_address_that_is_not_plain_https_is_not_even_looked_up(url: str) -> None:
    looked_up: list[str] = []

    def look_up(host: str) -> Sequence[str]:
        looked_up.append(host)
        return []

    with pytest.raises(Unresolvable):
        Fetcher(addresses_of=look_up).get(url)
    assert looked_up == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "2001::1",
        "2001:db8::1",
    ],
)
def test_an_address_that_is_not_public_is_refused(server: Server, address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    server.answers["/did.json"] = body(b"{}")
    for found in ([address], ["1.1.1.1", address]):
        fetcher = Fetcher(addresses_of=lambda _, found=found: found, port=server.port, trust=server.trust)
        with pytest.raises(Unresolvable):
            fetcher.get(URL)
    assert server.requests == []


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700::1111"])
def test_a_public_address_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_a_name_is_resolved_once_and_that_address_is_connected_to(server: Server) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    server.answers["/did.json"] = body(b"{}")
    fetcher = server.fetcher()
    fetcher.addresses_of = lambda _: next(answers)
    assert fetcher.get(URL) == b"{}"
    assert next(answers) == ["10.0.0.1"]


def test_answers_and_failures_are_kept_for_a_while(server: Server) -> None:
    now = [0.0]
    fetcher = server.fetcher(Bounds(kept_seconds=10, failure_kept_seconds=5))
    fetcher.clock = lambda: now[0]
    with pytest.raises(Unresolvable):
        fetcher.get(URL)
    server.answers["/did.json"] = body(b"{}")
    with pytest.raises(Unresolvable):
        fetcher.get(URL)
    now[0] = 5
    assert fetcher.get(URL) == fetcher.get(f"{URL}#key") == b"{}"
    assert len(server.requests) == 2
    now[0] = 15
    server.answers["/did.json"] = body(b'{"a":1}')
    assert fetcher.get(URL) == b'{"a":1}'


def test_a_host_is_asked_only_so_often(server: Server) -> None:
    now = [0.0]
    fetcher = server.fetcher(Bounds(requests_per_minute=2, kept_seconds=0, failure_kept_seconds=0))
    fetcher.clock = lambda: now[0]
    server.answers["/did.json"] = body(b"{}")
    for _ in range(2):
        assert fetcher.get(URL) == b"{}"
    with pytest.raises(Unresolvable):
        fetcher.get(URL)
    assert len(server.requests) == 2
    now[0] = 60
    assert fetcher.get(URL) == b"{}"


def test_what_is_kept_has_a_bound(server: Server) -> None:
    fetcher = server.fetcher(Bounds(kept_bytes=5000))
    for number in range(6):
        server.answers[f"/{number}"] = body(b"x" * 1000)
        fetcher.get(f"https://{HOST}/{number}")
    fetcher.get(f"https://{HOST}/5")
    assert len(server.requests) == 6
    fetcher.get(f"https://{HOST}/0")
    assert len(server.requests) == 7
