"""What each fieldlab keeps in the record store under the same ids, and what A's clients are told of B's."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.test import Client

from lms.lrs.actions.store_document import store_document
from lms.lrs.actions.store_statements import store_statements
from lms.lrs.content.attachments import ReceivedFiles
from lms.lrs.documents.rules import Body, Conditions, Kind, Place
from lms.lrs.models import Statement
from lms.lrs.records import JSONObject, ReceivedStatement
from lms.lrs.requests.multipart import Part
from lms.lrs.storing.sources import Source
from tests.factories.lrs import SECRET as KEY_SECRET
from tests.factories.lrs import statement_data, void_data
from tests.tenancy.walker import text_of

if TYPE_CHECKING:
    from tests.tenancy.two_fieldlabs import Tenant

ROBOT = "https://example.org/activities/robot"
QUESTION = f"{ROBOT}/question"
SANNE = {"objectType": "Agent", "mbox": "mailto:sanne@voorbeeld.nl"}
REGISTRATION = "5b3f1e0e-0000-4000-8000-00000000000a"
# What each keeps a document at: the same for both.
PLACES = (
    ("activities/state", Place(Kind.STATE, activity=ROBOT, agent=SANNE)),
    ("activities/profile", Place(Kind.ACTIVITY_PROFILE, activity=ROBOT)),
    ("agents/profile", Place(Kind.AGENT_PROFILE, agent=SANNE)),
)


def bytes_of(tenant: Tenant) -> bytes:
    return f"{tenant.word} foto ".encode() * 100


def attachment_of(tenant: Tenant) -> JSONObject:
    content = bytes_of(tenant)
    return {
        "usageType": "https://example.org/usage/photo",
        "display": {"en": "A photo"},
        "contentType": "image/jpeg",
        "length": len(content),
        "sha2": sha256(content).hexdigest(),
    }


def kept_by(tenant: Tenant) -> Statement:
    """Store a statement with definition, name and attachment, and a document of every kind; the statement."""
    word = tenant.word
    said = statement_data(
        actor={**SANNE, "name": f"{word} Sanne"},
        object={
            "id": QUESTION,
            "definition": {
                "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
                "name": {"nl": f"{word} vraag"},
                "interactionType": "fill-in",
                "correctResponsesPattern": [f"{word} antwoord"],
            },
        },
        context={"registration": REGISTRATION},
        attachments=[attachment_of(tenant)],
    )
    headers = {
        "x-experience-api-hash": attachment_of(tenant)["sha2"],
        "content-transfer-encoding": "binary",
        "content-type": "image/jpeg",
    }
    with ReceivedFiles() as files:
        files.add(Part(headers, iter([bytes_of(tenant)])))
        source = Source.of_key(tenant.key, "1.0.3")
        stored = store_statements(statements=[ReceivedStatement.from_data(said)], source=source, files=files)
    for _, place in PLACES:
        store_document(
            tenant=tenant.fieldlab,
            place=place,
            name="notes",
            body=Body("application/json", json.dumps({"note": f"{word} notitie"}).encode()),
            conditions=Conditions(),
            merge=False,
        )
    return Statement.objects.get(id=stored.ids[0])


def problems_in_the_record_store(ours: Tenant, theirs: Tenant, secret: str) -> Iterator[str]:
    """What A's key, which may do everything, and A's learner's session are told of B, and what breaks."""
    for who, headers in (("key", key_of(ours)), ("session", session_of(ours))):
        for name, answer in _asked(theirs, headers):
            text = text_of(answer).lower()
            if secret.lower() in text or answer.status_code >= 500:
                yield f"{who}: {name} gives {answer.status_code} {text[:500]}"


def is_there(theirs: Tenant) -> bool:
    """Whether B still reads what is its own: statement, bytes, definition, documents."""
    client, headers = Client(), key_of(theirs)
    answers = [
        client.get("/xapi/statements", {"statementId": str(theirs.statement.id)}, headers=headers),
        client.get(
            "/xapi/statements",
            {"statementId": str(theirs.recorded.id), "attachments": "true"},
            headers=headers,
        ),
        client.get("/xapi/activities", {"activityId": QUESTION}, headers=headers),
        *(
            client.get(f"/xapi/{path}", {**query_of(place), _id(path): "notes"}, headers=headers)
            for path, place in PLACES
        ),
    ]
    return all(answer.status_code == 200 and theirs.word in text_of(answer) for answer in answers)


def key_of(tenant: Tenant) -> dict[str, str]:
    return _headers(tenant.key.key, KEY_SECRET)


def session_of(tenant: Tenant) -> dict[str, str]:
    return _headers(tenant.launch.credential.key, tenant.launch.secret)


def query_of(place: Place) -> dict[str, str]:
    agent = {"agent": json.dumps(place.agent)} if place.agent else {}
    return {**({"activityId": place.activity} if place.activity else {}), **agent}


def _headers(key: str, secret: str) -> dict[str, str]:
    credentials = b64encode(f"{key}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {credentials}", "X-Experience-API-Version": "1.0.3"}


def _id(path: str) -> str:
    return "stateId" if path.endswith("state") else "profileId"


def _asked(theirs: Tenant, headers: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    client = Client(raise_request_exception=False)

    def ask(method: str, path: str, query: Mapping[str, Any], data: Any = "", **more: str) -> tuple[str, Any]:
        body = data if isinstance(data, str) else json.dumps(data)
        answer = client.generic(
            method,
            f"/xapi/{path}",
            body,
            content_type="application/json",
            query_params=query,
            headers={**headers, **more},
        )
        return f"{method} {path} {query}", answer

    ids = [str(theirs.statement.id), str(theirs.recorded.id)]
    learner = {"account": {"homePage": settings.SITE_URL, "name": str(theirs.people["worker"].pseudonym)}}
    for query in (
        {},
        *({"statementId": one} for one in ids),
        *({"voidedStatementId": one} for one in ids),
        {"registration": str(theirs.credential.completion_id)},
        {"registration": REGISTRATION},
        {"agent": json.dumps(learner), "related_agents": "true"},
        {"agent": json.dumps(SANNE)},
        {"activity": ROBOT, "related_activities": "true"},
        {"verb": statement_data()["verb"]["id"]},
    ):
        for form in ("exact", "ids", "canonical"):
            yield ask("GET", "statements", {**query, "format": form, "attachments": "true"})
    for one in ids:
        yield ask("POST", "statements", {}, void_data(one))
        yield ask("POST", "statements", {}, statement_data(id=one))
        yield ask("PUT", "statements", {"statementId": one}, statement_data(id=one))
    # Who knows the hash of B's bytes does not have the bytes.
    known = {**attachment_of(theirs), "fileUrl": "https://example.org/photo.jpg"}
    claimed = statement_data(attachments=[known])
    yield ask("POST", "statements", {}, claimed)
    yield ask("GET", "statements", {"statementId": claimed["id"], "attachments": "true"})
    for activity in (ROBOT, QUESTION):
        yield ask("GET", "activities", {"activityId": activity})
    for agent in (SANNE, learner):
        yield ask("GET", "agents", {"agent": json.dumps(agent)})
    for path, place in PLACES:
        at = query_of(place)
        for more in (
            {},
            {_id(path): "notes"},
            *([{"registration": REGISTRATION}] if path.endswith("state") else []),
        ):
            yield ask("GET", path, {**at, **more})
        named = {**at, _id(path): "notes"}
        yield ask("POST", path, named, {"note": "Gekaapt"}, **{"If-Match": "*"})
        yield ask("PUT", path, named, {"note": "Gekaapt"}, **{"If-Match": "*"})
        yield ask("DELETE", path, named, "", **{"If-Match": "*"})
        yield ask("DELETE", path, at)
