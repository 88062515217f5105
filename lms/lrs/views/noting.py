"""Notes which requests were refused; nothing of what the client sent.

The row is written once the answer is on its way, in a transaction of its own: it neither breaks nor slows answers.
"""

from __future__ import annotations

import json
import re

from django.http import HttpRequest, HttpResponseBase

from lms.lrs.keys.refused import keep_refusal
from lms.lrs.views.clients import named_in

NOT_WORTH_KEEPING = frozenset({404, 405})
# Whatever a client may have put into a message: addresses, identifiers, IRIs, long words, quoted text.
SENT = re.compile(
    r"\S+@\S+|[a-z][a-z0-9+.\-]*:\S+|[0-9a-f]{8}-[0-9a-f-]{27,}|\S{41,}|[“\"'].*[”\"']", re.IGNORECASE
)
NAME = re.compile(r"[^.\[\]]+")
# Names of the specification and of its query parameters; any other one in a path is the client's own.
# fmt: off
KNOWN = frozenset([
    "account", "activity", "activityId", "agent", "ascending", "attachments", "authority", "category",
    "choices", "code", "completion", "context", "contextActivities", "contextAgents", "contextGroups",
    "contentType", "correctResponsesPattern", "cursor", "definition", "description", "display", "duration",
    "extensions", "fileUrl", "format", "group", "grouping", "homePage", "id", "instructor",
    "interactionType", "language", "length", "limit", "max", "mbox", "mbox_sha1sum", "member", "min",
    "moreInfo", "name", "object", "objectType", "openid", "other", "parent", "platform", "profileId", "raw",
    "registration", "related_activities", "related_agents", "relevantTypes", "response", "result",
    "revision", "scale", "scaled", "score", "sha2", "since", "source", "stateId", "statement",
    "statementId", "steps", "stored", "success", "target", "team", "timestamp", "type", "until",
    "usageType", "verb", "version", "voidedStatementId", "Content-Type", "Content-Transfer-Encoding",
    "If-Match", "If-None-Match", "X-Experience-API-Hash", "X-Experience-API-Version", "actor", "method",
    "content", "Authorization", "Content", "Content-Encoding", "If-None-Match",
])
# fmt: on


def note_refusal(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep that `request` was refused, where it names a key that there is; call it before the answer is sent."""
    if not 400 <= response.status_code < 500 or response.status_code in NOT_WORTH_KEEPING:
        return
    name = named_in(request)
    if not name:
        return
    title, clause = _words_of(response)
    method = (request.method or "")[:10]
    resource = request.path.rstrip("/").rsplit("/", 1)[-1][:40]
    status = response.status_code
    close = response.close

    def close_and_keep() -> None:
        close()
        keep_refusal(name, method=method, resource=resource, status=status, title=title, clause=clause)

    # Servers call it when the last byte is sent (PEP 3333).
    response.close = close_and_keep  # type: ignore[method-assign]


def _words_of(response: HttpResponseBase) -> tuple[str, str]:
    """The rule that was broken, without what the client sent, and its clause."""
    try:
        document = json.loads(response.content)  # type: ignore[attr-defined]
    except (AttributeError, ValueError):
        return "", ""
    path, detail = str(document.get("property", "")), str(document.get("detail", ""))
    title = SENT.sub("…", detail.removeprefix(f"{path}: "))
    if path:
        title = f"{NAME.sub(_known, path)}: {title}"
    return title[:300], str(document.get("clause", ""))[:60]


def _known(match: re.Match[str]) -> str:
    return match[0] if match[0] in KNOWN or match[0].isdecimal() else "…"
