"""Pages about a person: whose they are, and that they are kept nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

from lms.accounts.models import User

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer", bound=HttpResponseBase)


def reader(request: HttpRequest) -> User:
    """The signed-in person; login_required goes before."""
    assert isinstance(request.user, User)
    return request.user


def personal(
    view: Callable[Concatenate[HttpRequest, Arguments], Answer],
) -> Callable[Concatenate[HttpRequest, Arguments], Answer]:
    """Keep a page about a person out of caches, search engines and other sites' logs.

    The referrer stays within this site; `no-referrer` would make browsers send the page's forms without an
    origin, which Django then refuses.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"
        return response

    return wrapped
