"""What all resources of the record store have in common: versions, keys, cross-origin headers, refusals."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from lms.lrs.database import consistent_through
from lms.lrs.formats import format_timestamp
from lms.lrs.keys.secrets import note_use
from lms.lrs.models import Statement
from lms.lrs.records import Problem, StatementRefused
from lms.lrs.views.alternate import is_alternate, spelled_out
from lms.lrs.views.clients import Client, client_of, why_refused
from lms.lrs.views.noting import note_refusal
from lms.lrs.views.problems import refusal
from lms.lrs.views.refusals import refusal_of

VERSIONS = {"1.0": "1.0.3", "2.0": "2.0.0"}
# What a request without a version is taken for (part 3, 3.3), and refused as.
UNSAID = "0.95"
ALLOWED_HEADERS = (
    "Authorization, Content-Type, Content-Encoding, If-Match, If-None-Match, Accept-Language,"
    " X-Experience-API-Version"
)
EXPOSED_HEADERS = (
    "ETag, Last-Modified, Content-Length, Retry-After, X-Experience-API-Version,"
    " X-Experience-API-Consistent-Through"
)


__all__ = ["Client", "negotiated_version", "parameters_of", "resource"]

View = Callable[..., HttpResponseBase]


def resource(*methods: str, is_public: bool = False, says_consistent: bool = False) -> Callable[[View], View]:
    """Make a resource of a view: `view(request, client)`, or `view(request)` where it is public.

    HEAD comes with GET. The view raises the exceptions of records.py; nothing that a client sends gives a 500.
    `says_consistent` adds X-Experience-API-Consistent-Through to every answer to a client's GET (part 3, 2.1.3).
    """

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if request.method == "OPTIONS":
                preflight = HttpResponse(status=HTTPStatus.NO_CONTENT)
                _add_headers(preflight, VERSIONS["1.0"], methods)
                return preflight
            if is_alternate(request) and not request.headers.get("X-Experience-API-Version", "").startswith("2."):
                try:
                    request = spelled_out(request)
                except Exception as error:
                    refused = _refused(error)
                    _add_headers(refused, VERSIONS["1.0"], methods)
                    return refused
            version = negotiated_version(request) or (VERSIONS["1.0"] if is_public else "")
            answering = _with_moment(view) if says_consistent and request.method in ("GET", "HEAD") else view
            response = _answer(answering, request, version, methods, is_public=is_public, **kwargs)
            said = "X-Experience-API-Version" in request.headers
            _add_headers(response, version or (VERSIONS["1.0"] if said else UNSAID), methods)
            note_refusal(request, response)
            return response

        wrapper.is_resource = True  # type: ignore[attr-defined]
        return wrapper

    return decorate


def negotiated_version(request: HttpRequest) -> str | None:
    """The newest patch of the version that the client speaks; None where it is not one of ours (part 3, 3.3)."""
    asked = request.headers.get("X-Experience-API-Version", "").strip()
    parts = asked.split(".")
    if not 2 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    return VERSIONS.get(f"{parts[0]}.{parts[1]}")


def _answer(
    view: View,
    request: HttpRequest,
    version: str,
    methods: tuple[str, ...],
    *,
    is_public: bool,
    **kwargs: Any,
) -> HttpResponseBase:
    method = "GET" if request.method == "HEAD" else request.method
    if method not in methods:
        return refusal(
            HTTPStatus.METHOD_NOT_ALLOWED,
            Problem("method", f"{request.method} is not for this resource", "RFC 9110, 15.5.6"),
            headers={"Allow": ", ".join(_allowed(methods))},
        )
    if not version:
        problem = Problem("X-Experience-API-Version", "must be 1.0.x or 2.0.x", "part 3, 3.3")
        return refusal(HTTPStatus.BAD_REQUEST, problem)
    try:
        if is_public:
            return view(request, **kwargs)
        client = client_of(request, version)
        if client is None:
            return _unauthorised(request)
        response = view(request, client, **kwargs)
        # After the view, so that no transaction of it holds the key's row.
        note_use(client.key)
        return response
    except Exception as error:
        return _refused(error)


def _with_moment(view: View) -> View:
    """Say until when the answer is complete; nothing is asked of the database for who has no valid key."""

    def answer(request: HttpRequest, client: Client, **kwargs: Any) -> HttpResponseBase:
        # Taken before the query, so that the answer holds everything stored until then.
        moment = _consistent_through()
        try:
            response = view(request, client, **kwargs)
        except Exception as error:
            response = _refused(error)
        if moment is not None:
            response.headers["X-Experience-API-Consistent-Through"] = moment
        return response

    return answer


def _refused(error: Exception) -> HttpResponse:
    """Return what a client is answered for `error`; raises it where that is a fault of ours."""
    answer = refusal_of(error)
    if answer is None:
        raise error
    return answer


def parameters_of(request: HttpRequest) -> dict[str, str]:
    """Return the query parameters; raises StatementRefused where one is given twice."""
    for name, values in request.GET.lists():
        if len(values) > 1:
            raise StatementRefused(Problem(name, "is given more than once", "part 3, 3.2"))
    return request.GET.dict()


def _unauthorised(request: HttpRequest) -> HttpResponse:
    """Refuse. Browsers get a challenge that they don't know, so that no script hangs on a dialog."""
    is_browser = any(name in request.headers for name in ("Sec-Fetch-Mode", "Origin"))
    scheme = "xBasic" if is_browser else "Basic"
    return refusal(
        HTTPStatus.UNAUTHORIZED,
        Problem("Authorization", why_refused(request), "part 3, 4.1"),
        headers={"WWW-Authenticate": f'{scheme} realm="xAPI", charset="UTF-8"'},
    )


def _allowed(methods: tuple[str, ...]) -> list[str]:
    return [*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"]


def _add_headers(response: HttpResponseBase, version: str, methods: tuple[str, ...]) -> None:
    response.headers["X-Experience-API-Version"] = version
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = EXPOSED_HEADERS
    response.headers["Access-Control-Allow-Methods"] = ", ".join(_allowed(methods))
    response.headers["Access-Control-Allow-Headers"] = ALLOWED_HEADERS
    response.headers["Access-Control-Max-Age"] = "86400"
    response.headers["Cache-Control"] = "no-store"
    # What a client stored may call itself a page: no browser runs it as one of this site's.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"


def _consistent_through() -> str | None:
    try:
        moment = consistent_through()
        if moment is None:
            moment = Statement.objects.order_by("-seq").values_list("stored", flat=True).first()
    except (OperationalError, InterfaceError):
        return None
    return format_timestamp(moment or timezone.now())
