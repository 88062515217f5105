"""Requests as forms, for clients that can't set headers or methods (xAPI 1.0.3, part 3, 1.3; gone in 2.0)."""

from __future__ import annotations

from io import BytesIO
from typing import NoReturn

from django.http import HttpRequest, QueryDict

from lms.lrs.records import Problem, StatementRefused
from lms.lrs.views.bodies import body_of

CLAUSE = "part 3, 1.3"
METHODS = frozenset({"GET", "PUT", "POST", "DELETE", "HEAD"})
# Form fields that stand for headers; their names have any case.
HEADERS = {
    "authorization": "HTTP_AUTHORIZATION",
    "x-experience-api-version": "HTTP_X_EXPERIENCE_API_VERSION",
    "content-type": "CONTENT_TYPE",
    "content-length": "CONTENT_LENGTH",
    "if-match": "HTTP_IF_MATCH",
    "if-none-match": "HTTP_IF_NONE_MATCH",
    "accept-language": "HTTP_ACCEPT_LANGUAGE",
}


def is_alternate(request: HttpRequest) -> bool:
    return "method" in request.GET


def spelled_out(request: HttpRequest) -> HttpRequest:
    """Return the request that a form stands for; raises StatementRefused where it is not such a form."""
    if request.method != "POST":
        _refuse("method", "may stand in the address of a POST only")
    if set(request.GET) != {"method"} or len(request.GET.getlist("method")) != 1:
        _refuse("method", "must be the only parameter in the address")
    method = request.GET["method"].upper()
    if method not in METHODS:
        _refuse("method", f"must be one of {', '.join(sorted(METHODS))}")
    form = _form_of(request)
    inner = HttpRequest()
    inner.method = method
    inner.path, inner.path_info = request.path, request.path_info
    inner.META = {name: value for name, value in request.META.items() if name not in _OF_THE_FORM}
    parameters = QueryDict(mutable=True)
    for name, values in form.lists():
        if len(values) > 1:
            _refuse(name, "stands in the form twice")
        if name.lower() in HEADERS:
            inner.META[HEADERS[name.lower()]] = values[0]
        elif name != "content":
            parameters[name] = values[0]
    if inner.META.get("HTTP_X_EXPERIENCE_API_VERSION", "").startswith("2."):
        _refuse("method", "is gone in 2.0")
    content = form.get("content", "").encode("utf-8", "surrogateescape")
    if method in ("PUT", "POST") and "content" not in form:
        _refuse("content", "is missing")
    if method in ("PUT", "POST"):
        # The specification leaves the type of such content to the client's field; most mean JSON.
        inner.META.setdefault("CONTENT_TYPE", "application/json")
    inner.META["CONTENT_LENGTH"] = str(len(content))
    inner.content_type = inner.META.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    inner.GET = parameters  # type: ignore[assignment]  # QueryDict is mutable while it is made
    inner._stream = BytesIO(content)  # type: ignore[attr-defined]
    inner._read_started = False  # type: ignore[attr-defined]
    return inner


_OF_THE_FORM = frozenset(
    {"CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_CONTENT_ENCODING", "QUERY_STRING", "wsgi.input_terminated"}
)


def _form_of(request: HttpRequest) -> QueryDict:
    if request.content_type != "application/x-www-form-urlencoded":
        _refuse("Content-Type", "must be application/x-www-form-urlencoded")
    try:
        return QueryDict(body_of(request), encoding="utf-8")
    except UnicodeDecodeError:
        _refuse("content", "must be URL-encoded UTF-8")


def _refuse(name: str, message: str) -> NoReturn:
    raise StatementRefused(Problem(name, message, CLAUSE))
