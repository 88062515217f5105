"""The record store's own way in: its clients have no session, language, form or message."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse

Handler = Callable[[HttpRequest], HttpResponse]


def record_store_middleware(get_response: Handler) -> Handler:
    """Answer requests for the record store's resources at once, past all that only pages need."""
    below = reverse("xapi_about").removesuffix("about")

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(below):
            return get_response(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return get_response(request)
        if not getattr(match.func, "is_resource", False):
            return get_response(request)
        # As CommonMiddleware does: a host that is not ours is refused, and an answer says how long it is.
        request.get_host()
        request.resolver_match = match
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        if not response.streaming and not response.has_header("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return middleware
