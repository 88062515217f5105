"""The record store's own way in: its clients have no session, language, form, message or page."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.middleware.gzip import GZipMiddleware
from django.urls import Resolver404, ResolverMatch, resolve, reverse

from lms.lrs.records import Problem
from lms.lrs.views.problems import refusal

Handler = Callable[[HttpRequest], HttpResponseBase]


def record_store_middleware(get_response: Handler) -> Handler:
    """Answer requests for the record store's resources at once, past all that only pages need."""
    below = reverse("xapi_about").removesuffix("about")
    packing = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(below):
            match = _resource(request.path_info, settings.ROOT_URLCONF)
            if match is not None:
                request.resolver_match = match
                response = packing.process_response(request, _answer(request, match))
                return _without_body(response) if request.method == "HEAD" else response
        return get_response(request)

    return middleware


def _answer(request: HttpRequest, match: ResolverMatch) -> HttpResponseBase:
    # As CommonMiddleware does: a host that is not ours is refused, and an answer says how long it is.
    response: HttpResponseBase
    try:
        request.get_host()
    except DisallowedHost:
        response = refusal(HTTPStatus.BAD_REQUEST, Problem("Host", "is not this site's", "RFC 9110, 7.2"))
    else:
        response = match.func(request, *match.args, **match.kwargs)
    if isinstance(response, HttpResponse) and not response.has_header("Content-Length"):
        response.headers["Content-Length"] = str(len(response.content))
    return response


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    """The headers of a GET alone; a web server that is given a body to drop complains each time."""
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()
    elif isinstance(response, HttpResponse):
        response.content = b""
    return response


@lru_cache(maxsize=100)
def _resource(path: str, urlconf: str) -> ResolverMatch | None:
    try:
        match = resolve(path, urlconf)
    except Resolver404:
        return None
    return match if getattr(match.func, "is_resource", False) else None
