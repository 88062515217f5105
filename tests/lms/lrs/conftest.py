"""A client with a key that speaks to /xapi/ through Django's test client."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from lms.core.registry import RegistrationOwner, registration_owners
from lms.lrs.actions.create_launch_credential import create_launch_credential
from lms.lrs.models import RecordStoreKey
from lms.lrs.statements import actor_of
from tests.factories.accounts import UserFactory
from tests.factories.lrs import SECRET, RecordStoreKeyFactory, TenantFactory, statement_data


class XapiClient:
    """`get`, `post` and `put` on resources, with Basic credentials and a version header."""

    def __init__(self, key: RecordStoreKey, version: str = "1.0.3", **client_options: Any) -> None:
        self.key = key
        self.headers = {"Authorization": basic(key.key, SECRET), "X-Experience-API-Version": version}
        self.client = Client(**client_options)

    def get(self, path: str = "statements", headers: dict[str, str] | None = None, **parameters: Any) -> Any:
        return self.client.get(f"/xapi/{path}", parameters, headers={**self.headers, **(headers or {})})

    def head(self, path: str = "statements", **parameters: Any) -> Any:
        return self.client.head(f"/xapi/{path}", parameters, headers=self.headers)

    def post(self, data: Any, path: str = "statements", headers: dict[str, str] | None = None) -> Any:
        return self._send(self.client.post, path, data, headers)

    def put(self, data: Any, headers: dict[str, str] | None = None, **parameters: Any) -> Any:
        return self._send(self.client.put, "statements", data, headers, query_params=parameters)

    def send(
        self, method: str, path: str, data: Any = "", headers: dict[str, str] | None = None, /, **parameters: Any
    ) -> Any:
        """Any method on any resource; `parameters` stand in the address, agents as JSON."""
        query = {
            name: json.dumps(value) if isinstance(value, dict) else value for name, value in parameters.items()
        }
        return self._send(partial(self.client.generic, method), path, data, headers, query_params=query)

    def follow(self, more: str) -> Any:
        return self.client.get(more, headers=self.headers)

    def ids(self, **parameters: Any) -> list[str]:
        """Ids of the statements that a filter finds, over all pages."""
        response = self.get(**parameters)
        found = []
        while True:
            assert response.status_code == 200, response.content
            body = response.json()
            found += [statement["id"] for statement in body["statements"]]
            if not body["more"]:
                return found
            response = self.follow(body["more"])

    def _send(
        self,
        method: Callable[..., Any],
        path: str,
        data: Any,
        headers: dict[str, str] | None,
        **options: Any,
    ) -> Any:
        body = data if isinstance(data, str | bytes) else json.dumps(data)
        return method(
            f"/xapi/{path}",
            body,
            content_type=(headers or {}).get("Content-Type", "application/json"),
            headers={**self.headers, **(headers or {})},
            **options,
        )


def basic(key: str, secret: str) -> str:
    return "Basic " + b64encode(f"{key}:{secret}".encode()).decode()


@pytest.fixture
def make_xapi(db: None) -> Callable[..., XapiClient]:
    def make(version: str = "1.0.3", **key_fields: Any) -> XapiClient:
        return XapiClient(RecordStoreKeyFactory(**key_fields), version)

    return make


@pytest.fixture
def xapi(make_xapi: Callable[..., XapiClient]) -> XapiClient:
    return make_xapi()


ACTIVITY = "https://demo.skillslab.example/xapi/activities/5b3f1e0e-0000-4000-8000-000000000001"


class Session(XapiClient):
    """A lesson that is open in a learner's browser."""

    def __init__(self, user: Any, registration: Any, version: str = "1.0.3") -> None:
        self.user, self.registration = user, registration
        new = create_launch_credential(by=user, registration=registration, activity=ACTIVITY)
        self.credential, self.secret = new.credential, new.secret
        self.key = new.credential.record_store_key
        self.headers = {
            "Authorization": basic(new.credential.key, new.secret),
            "X-Experience-API-Version": version,
        }
        self.client = Client()

    def said(self, **changes: Any) -> Any:
        parts = {
            "actor": actor_of(self.user.pseudonym),
            "object": {"id": f"{ACTIVITY}/slide-1"},
            "context": {"registration": str(self.registration)},
            **changes,
        }
        return statement_data(**parts)

    def state(self, method: str = "get", **changes: Any) -> Any:
        query = {
            "activityId": ACTIVITY,
            "agent": json.dumps(actor_of(self.user.pseudonym)),
            "registration": str(self.registration),
            "stateId": "place",
            **changes,
        }
        query = {name: value for name, value in query.items() if value is not None}
        if method == "get":
            return self.client.get("/xapi/activities/state", query, headers=self.headers)
        return self.client.put(
            "/xapi/activities/state",
            '{"slide": 4}',
            content_type="application/json",
            query_params=query,
            headers=self.headers,
        )


@pytest.fixture
def owners(monkeypatch: pytest.MonkeyPatch) -> dict[Any, RegistrationOwner]:
    """The registrations that an app above the record store knows."""
    known: dict[Any, RegistrationOwner] = {}
    monkeypatch.setattr(
        registration_owners,
        "_steps",
        {"test": lambda registrations: {key: known[key] for key in registrations if key in known}},
    )
    return known


@pytest.fixture
def open_session(owners: dict[Any, RegistrationOwner]) -> Callable[..., Session]:
    def open_one(fieldlab: Any = None, version: str = "1.0.3") -> Session:
        user, registration = UserFactory(), uuid4()
        fieldlab = fieldlab or TenantFactory()
        owners[registration] = RegistrationOwner(str(user.pseudonym), fieldlab.pk, open=True)
        return Session(user, registration, version)

    return open_one


@pytest.fixture
def session(open_session: Callable[..., Session]) -> Session:
    return open_session()


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """A folder of the test's own that attachments lie in."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return tmp_path / "media"
