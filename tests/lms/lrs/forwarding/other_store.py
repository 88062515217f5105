"""A record store that is not ours, and what a test does with it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

from django.db import connection

from lms.lrs.actions.forward_statements import forward_statements
from lms.lrs.actions.settle_transactions import settle_transactions
from lms.lrs.requests.multipart import boundary_in, parts_of

PASSED = "http://adlnet.gov/expapi/verbs/passed"


class OtherStore(ThreadingHTTPServer):
    """A record store that keeps what it is sent, and says what the test wants of some of it."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Asked)
        self.kept = {}
        self.texts = {}
        self.batches = []
        self.headers = []
        self.files = []
        self.refuse = {}
        self.down = None
        self.lock = threading.Lock()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/xapi/"

    def answer(self, body, headers):
        with self.lock:
            self.headers.append({name.lower(): value for name, value in headers.items()})
            if self.down:
                return self.down
            content_type = self.headers[-1]["content-type"]
            if content_type.startswith("multipart/mixed"):
                parts = parts_of(BytesIO(body).read, boundary_in(content_type))
                read = [(part.headers, b"".join(part.chunks)) for part in parts]
                body = read[0][1]
                self.files += read[1:]
            batch = json.loads(body)
            self.batches.append([statement["id"] for statement in batch])
            for statement in batch:
                if statement["id"] in self.refuse:
                    return self.refuse[statement["id"]]
            for statement in batch:
                self.kept[statement["id"]] = self.kept.get(statement["id"], 0) + 1
            self.texts[batch[0]["id"]] = body.decode()
            return 200, {}, [statement["id"] for statement in batch]


class Asked(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.path == "/xapi/statements"
        status, headers, document = self.server.answer(body, dict(self.headers))
        said = json.dumps(document).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(said)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *arguments):
        pass


def forward(destination):
    if connection.in_atomic_block:
        # Nothing of a transaction that is open is sent, not even of the test's own.
        settle_transactions()
    return forward_statements(destination_id=destination.pk)


def sent_to(destination):
    """Send all that waits; the row afterwards."""
    while forward(destination):
        pass
    destination.refresh_from_db()
    return destination


def ids(statements):
    return [str(statement.id) for statement in statements]
