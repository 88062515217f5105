"""What is none of the record store's resources: said to clients in their own way, not as a page."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from lms.lrs.records import Problem
from lms.lrs.views.problems import refusal
from lms.lrs.views.protocol import resource


@resource("GET", "PUT", "POST", "DELETE", is_public=True)
def anything(request: HttpRequest) -> HttpResponse:
    message = (
        f"{request.path} is none of about, statements, activities, activities/state, activities/profile,"
        " agents and agents/profile"
    )
    return refusal(HTTPStatus.NOT_FOUND, Problem("address", message, "part 3, 2"))
