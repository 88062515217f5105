"""What the page on security says of every answer of the site, and the tests that it points to."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.docs.pages import CODE, DOCS, ROOT, table

PAGE = DOCS / "explanation" / "security.md"


def test_named_tests_exist() -> None:
    named = [path for row in table(PAGE, "## The threats that we watch most") for path in CODE.findall(row[2])]
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/check/", "/account/login/", "/styleguide/"])
def test_pages_allow_nothing_but_this_site(client: Client, address: str) -> None:
    response = client.get(address)
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'self'",) * 3
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
