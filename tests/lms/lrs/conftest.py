"""A client with a key that speaks to /xapi/ through Django's test client."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client

from lms.lrs.models import RecordStoreKey
from tests.factories.lrs import SECRET, RecordStoreKeyFactory


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
