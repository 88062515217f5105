"""The examples of talking to the record store work as they stand on the page."""

from __future__ import annotations

import json
import re
from base64 import b64encode

import pytest
import tincan
from django.test import Client

from lms.lrs.keys.scopes import SCOPES
from tests.docs.pages import CODE, DOCS, FENCE, table
from tests.factories.lrs import SECRET, RecordStoreKeyFactory

PAGE = DOCS / "how-to" / "create-a-record-store-key.md"
BLOCKS = FENCE.findall(PAGE.read_text())


def post(client: Client, body: str) -> int:
    credentials = b64encode(f"{RecordStoreKeyFactory().key}:{SECRET}".encode()).decode()
    response = client.post(
        "/xapi/statements",
        body,
        content_type="application/json",
        headers={"Authorization": f"Basic {credentials}", "X-Experience-API-Version": "1.0.3"},
    )
    return response.status_code


@pytest.mark.django_db
def test_body_of_the_curl_example_is_stored(client: Client) -> None:
    (body,) = re.findall(r"--data '(.*?)'", "\n".join(BLOCKS), re.DOTALL)
    assert post(client, body) == 200


@pytest.mark.django_db
def test_statement_of_the_tincan_example_is_stored(client: Client) -> None:
    (code,) = [block for block in BLOCKS if block.startswith("```python")]
    (arguments,) = re.findall(r"Statement\((.*?)\n    \)", code, re.DOTALL)
    statement = eval(f"Statement({arguments})", {"Statement": tincan.Statement})
    assert post(client, json.dumps(statement.as_version("1.0.3"))) == 200


def test_scopes_are_all_that_there_are() -> None:
    rows = table(PAGE, "# Create a record store key")
    assert {scope for row in rows for scope in CODE.findall(row[0])} == set(SCOPES)
