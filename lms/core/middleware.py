"""What Wagtail's admin needs that the rest of the site goes without, and what no page can do anything with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.constants import UNSAFE_INLINE
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.defaults import bad_request

Handler = Callable[[HttpRequest], HttpResponse]


def admin_styles_middleware(get_response: Handler) -> Handler:
    """Allow inline styles in the admin: its rich text editor makes them. Scripts stay as strict as everywhere."""
    admin = reverse("wagtailadmin_home")

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(admin):
            response._csp_update = {"style-src": [UNSAFE_INLINE]}  # type: ignore[attr-defined]
        return response

    return middleware


def form_address_middleware(get_response: Handler) -> Handler:
    """Show a page to a browser that opens the address of a form, reloaded or kept in a tab: Django's is empty."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if (
            response.status_code == 405
            and not response.content
            and "text/html" in request.headers.get("Accept", "")
        ):
            allowed = response["Allow"]
            response = render(request, "405.html", status=405)
            response["Allow"] = allowed
        return response

    return middleware


class NulRefusal:
    """Answers 400 to the character NUL in an address or a form: PostgreSQL breaks where it is asked for one.

    Stands behind the check against forged forms, which has read the form by then: others (an upload in parts, a
    client's) are not read here. Not by an exception: that would be a traceback in the log for every scan.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path or "%00" in query or "\0" in query:
            return bad_request(request, BadRequest())
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, arguments: Any, named: Any) -> HttpResponse | None:
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return None
        texts = (text for name, values in request.POST.lists() for text in (name, *map(str, values)))
        return bad_request(request, BadRequest()) if any("\0" in text for text in texts) else None
