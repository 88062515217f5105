"""Every address on the page leads to a view."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.urls import resolve

from tests.docs.pages import DOCS, code_in, table

PAGE = DOCS / "reference" / "urls.md"
ADDRESSES = [code_in(row[0]) for row in (*table(PAGE, "# Addresses"), *table(PAGE, "## Addresses for people"))]
EXAMPLES = {
    "<uuid>": str(UUID(int=1)),
    "<token>": "a-token",
    "<term>": "supervised-onsite-identity-checked",
    "<path>": "images/drawing.svg",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_address_leads_to_a_view(address: str) -> None:
    for name, example in EXAMPLES.items():
        address = address.replace(name, example)
    assert resolve(address)
