"""Another record store, as a client sees it: the one module through which statements leave the site.

tincan's RemoteLRS is not used: see docs/explanation/decisions.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO, Any
from urllib.parse import urlsplit

import urllib3

TIMEOUT = urllib3.Timeout(connect=5, read=30)
# Of an answer, what is enough to say why.
MAX_ANSWER = 64 * 1024
MAX_REASON = 500
MAX_WAIT_SECONDS = 3_600
# The statements are at fault, not the key or the connection.
REFUSALS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)


class RemoteUnavailable(Exception):
    """The store can't be reached, doesn't know us, or asks us to wait: nothing is known of the statements."""

    def __init__(self, reason: str, retry_after: int = 0) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Body:
    """What is sent: its octets, or a file that holds them and is at its start."""

    content: bytes | IO[bytes]
    content_type: str
    size: int


@dataclass(frozen=True)
class Answer:
    """What a store said to a batch; `reason` in its own words."""

    status: int
    reason: str

    @property
    def is_done(self) -> bool:
        return self.status in (HTTPStatus.OK, HTTPStatus.NO_CONTENT)


@dataclass(frozen=True)
class RemoteStore:
    """`endpoint` as in the specification: what `statements` is below."""

    endpoint: str
    key: str
    secret: str

    def send(self, body: Body, *, version: str) -> Answer:
        """POST statements as they stand in `body`; redirects are not followed.

        Raises RemoteUnavailable where the answer says nothing of the statements (xAPI 1.0.3, part 3, 2.1.2, 3.2).
        """
        basic = b64encode(f"{self.key}:{self.secret}".encode()).decode()
        headers = {
            "Authorization": f"Basic {basic}",
            "Content-Type": body.content_type,
            # Not in pieces: few servers for Python read a body without a length.
            "Content-Length": str(body.size),
            "X-Experience-API-Version": version,
            "User-Agent": "skillslab",
        }
        try:
            with urllib3.PoolManager(retries=False, timeout=TIMEOUT) as pool:
                response = pool.request(
                    "POST",
                    f"{self.endpoint.rstrip('/')}/statements",
                    body=body.content,
                    headers=headers,
                    redirect=False,
                    preload_content=False,
                )
                try:
                    said = response.read(MAX_ANSWER, decode_content=True)
                finally:
                    response.close()
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise RemoteUnavailable(_short(str(error))) from error
        answer = Answer(response.status, _reason(said))
        if answer.is_done or response.status in REFUSALS or _is_forbidden_statement(response.status, said):
            return answer
        raise RemoteUnavailable(
            _short(f"{response.status} {response.reason or ''}: {answer.reason}"),
            _seconds(response.headers.get("Retry-After", "")),
        )


def problem_with_address(endpoint: str, *, over_http: bool) -> str | None:
    """Return what is wrong with an endpoint: "scheme" or "form"; None where statements may go there."""
    try:
        parts = urlsplit(endpoint)
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return "form"
    if parts.scheme not in ("https", "http") or (parts.scheme == "http" and not over_http):
        return "scheme"
    if not is_whole or parts.username or parts.password or parts.query or parts.fragment:
        return "form"
    return None


def _is_forbidden_statement(status: int, said: bytes) -> bool:
    """Whether a 403 is about a statement (a problem document that names a property), not about the key."""
    return status == HTTPStatus.FORBIDDEN and bool(_document(said).get("property"))


def _document(said: bytes) -> dict[str, Any]:
    try:
        document = json.loads(said)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _reason(said: bytes) -> str:
    detail = _document(said).get("detail")
    text = detail if isinstance(detail, str) else said.decode("utf-8", "replace")
    return _short(text)


def _short(text: str) -> str:
    # PostgreSQL's text holds no NUL.
    return " ".join(text.replace("\0", " ").split())[:MAX_REASON]


def _seconds(retry_after: str) -> int:
    return min(int(retry_after), MAX_WAIT_SECONDS) if retry_after.isascii() and retry_after.isdigit() else 0
