"""A web server with a certificate of its own, on this machine: what the fetcher is tested against."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from credentials.verifier.fetching import Bounds, Fetcher

HOST = "school.example"
Answer = bytes | Callable[[socket.socket], None]


def body(content: bytes, kind: str = "application/json", status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(content)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + content


@dataclass
class Server:
    """`answers` by path; `requests` are those that came in."""

    port: int
    trust: ssl.SSLContext
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[bytes] = field(default_factory=list)

    def fetcher(self, bounds: Bounds | None = None, host: str = HOST) -> Fetcher:
        return Fetcher(
            bounds=bounds or Bounds(),
            addresses_of={host: ["127.0.0.1"]}.__getitem__,
            may_connect=lambda address: address == ipaddress.ip_address("127.0.0.1"),
            port=self.port,
            trust=self.trust,
        )


@contextmanager
def https_server(folder: Path) -> Iterator[Server]:
    certificate, key = _certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Server(listening.getsockname()[1], ssl.create_default_context(cafile=str(certificate)))
        ended = threading.Event()
        listening.settimeout(0.1)

        def serve() -> None:
            while not ended.is_set():
                try:
                    plain, _ = listening.accept()
                except TimeoutError:
                    continue
                threading.Thread(target=_answer, args=(server, context, plain), daemon=True).start()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server
        finally:
            ended.set()
            thread.join()


def _answer(server: Server, context: ssl.SSLContext, plain: socket.socket) -> None:
    with plain:
        plain.settimeout(10)
        try:
            with context.wrap_socket(plain, server_side=True) as secure:
                request = secure.recv(65536)
                server.requests.append(request)
                answer = server.answers[request.split(b" ")[1].decode()]
                if callable(answer):
                    answer(secure)
                else:
                    secure.sendall(answer)
        except (OSError, KeyError, IndexError):
            return


def drip(secure: socket.socket) -> None:
    """Answer so slowly that each single wait is short and all of them have no end."""
    for _ in range(200):
        secure.sendall(b"H")
        time.sleep(0.05)


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate, secret
