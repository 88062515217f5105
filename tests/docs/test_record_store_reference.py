"""The page about the record store names its resources, their methods and its limits."""

import pytest

from lms.lrs.reading.filters import MAX_PAGE
from lms.lrs.requests import limits
from lms.lrs.urls import urlpatterns
from lms.lrs.validation.basics import MAX_NESTING
from tests.docs.pages import CODE, DOCS, code_in, table

PAGE = DOCS / "reference" / "record-store.md"
RESOURCES = {code_in(row[0]): CODE.findall(row[1]) for row in table(PAGE, "## Resources")}
LIMITS = {code_in(row[2]): row[1] for row in table(PAGE, "## Limits")}


def test_page_has_every_resource() -> None:
    assert sorted(RESOURCES) == sorted(
        f"/xapi/{pattern.pattern}" for pattern in urlpatterns if pattern.name != "xapi_anything"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("address", RESOURCES)
def test_resource_has_the_methods_that_the_page_says(client, address: str) -> None:
    allowed = client.options(address).headers["Access-Control-Allow-Methods"].split(", ")

    assert allowed == [*RESOURCES[address], "HEAD", "OPTIONS"]


def test_limits_are_those_of_the_code() -> None:
    megabyte = 1024**2
    assert {
        "MAX_BODY": f"{limits.MAX_BODY // megabyte} MB",
        "MAX_BATCH": f"{limits.MAX_BATCH:,}",
        "MAX_ATTACHMENT": f"{limits.MAX_ATTACHMENT // megabyte} MB",
        "MAX_REQUEST": f"{limits.MAX_REQUEST // megabyte} MB",
        "MAX_NESTING": str(MAX_NESTING),
        "MAX_PAGE": str(MAX_PAGE),
    } == LIMITS
