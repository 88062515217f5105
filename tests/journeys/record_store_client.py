"""A client of the record store that gives up nothing: it sends each statement until it is acknowledged."""

from __future__ import annotations

import json
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from threading import Lock
from uuid import uuid4

from tests.factories.lrs import SECRET, statement_data
from tests.running_site import RunningSite

MAKE_KEY = """
import django
django.setup()
from lms.organisations.models import Fieldlab
from tests.factories.lrs import RecordStoreKeyFactory
RecordStoreKeyFactory(key="robot-cell", fieldlab=Fieldlab.objects.first())
"""


class Answer:
    """Status, headers and body of an answer; status 0 where there was none."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    def assert_is_clear_refusal(self) -> None:
        """503 as a problem document that says when to try again."""
        assert self.status == 503, self.body
        assert self.headers["Content-Type"] == "application/problem+json"
        assert int(self.headers["Retry-After"]) > 0
        assert json.loads(self.body)["status"] == 503


class RecordStoreClient:
    """Posts to a running site with the key that `make_key` makes there."""

    def __init__(self, site: RunningSite) -> None:
        self.site = site
        self.answers: Counter[int] = Counter()
        self.acknowledged: set[str] = set()
        self.lock = Lock()

    def make_key(self) -> None:
        self.site.run("-c", MAKE_KEY)

    def post(self, *statement_ids: str) -> Answer:
        data = [statement_data(id=statement_id) for statement_id in statement_ids]
        return self.ask("POST", json.dumps(data if len(data) > 1 else data[0]))

    def ask(self, method: str, body: str = "", query: str = "") -> Answer:
        credentials = b64encode(f"robot-cell:{SECRET}".encode()).decode()
        connection = HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        try:
            connection.request(
                method,
                f"/xapi/statements{query}",
                body,
                headers={
                    "Authorization": f"Basic {credentials}",
                    "X-Experience-API-Version": "1.0.3",
                    "Content-Type": "application/json",
                },
            )
            response = connection.getresponse()
            answer = Answer(response.status, dict(response.headers), response.read())
        except (OSError, HTTPException):
            answer = Answer(0, {}, b"")
        finally:
            connection.close()
        with self.lock:
            self.answers[answer.status] += 1
        return answer

    def store(self, count: int, *, batch: int = 1, seconds: float = 120) -> None:
        """Store `count` statements, each sent again until the site has acknowledged it."""
        deadline = time.monotonic() + seconds
        for _ in range(count // batch):
            ids = [str(uuid4()) for _ in range(batch)]
            while (answer := self.post(*ids)).status != 200:
                if answer.status:
                    answer.assert_is_clear_refusal()
                assert time.monotonic() < deadline, "never acknowledged"
                time.sleep(0.1)
            with self.lock:
                self.acknowledged.update(ids)

    def stored(self, ids: Sequence[str] = ()) -> Counter[str]:
        """How often each of `ids`, or of what was acknowledged, is stored: read back over all pages."""
        wanted = set(ids) or self.acknowledged
        found: Counter[str] = Counter()
        query = "?limit=500"
        while query:
            answer = self.ask("GET", query=query)
            assert answer.status == 200, answer.body
            page = json.loads(answer.body)
            found.update(statement["id"] for statement in page["statements"] if statement["id"] in wanted)
            query = page["more"].removeprefix("/xapi/statements")
        return found

    def assert_each_acknowledged_is_there_once(self) -> None:
        found = self.stored()
        assert found.keys() == self.acknowledged
        assert set(found.values()) <= {1}
