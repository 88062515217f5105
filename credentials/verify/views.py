"""Checking a credential, for anybody, without an account."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from credentials.actions.open_share import ShareAsksFirst, ShareEnded, ShareUnknown, open_share
from credentials.queries import newest_issue
from credentials.verify.forms import CheckForm
from credentials.verify.links import check_anything, link_in
from credentials.verify.network import check_own
from credentials.verify.offline_page import is_built
from credentials.verify.presentation import present
from credentials.verify.rates import may_check

Arguments = ParamSpec("Arguments")


def personal(
    view: Callable[Concatenate[HttpRequest, Arguments], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponse]:
    """Keep a page about a person out of caches, search engines and other sites' logs.

    The referrer stays within this site; `no-referrer` would make browsers send the page's forms without an
    origin, which Django then refuses.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"
        return response

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a file, text or link, and show what the checks say about it."""
    if request.method != "POST":
        return render(request, "credentials/check.html", {"form": CheckForm(), "offline": is_built()})
    form = CheckForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "credentials/check.html", {"form": form}, status=400)
    if not may_check(request):
        return render(request, "credentials/check_too_many.html", status=429)
    data, hosts = form.cleaned_data["data"], (request.get_host(),)
    link = link_in(data, hosts=hosts)
    if link is not None and link.token is not None:
        return redirect("check_share", token=link.token)
    report = check_anything(data, hosts=hosts)
    return render(request, "credentials/check_result.html", {"shown": present(report)})


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def check_share(request: HttpRequest, token: str) -> HttpResponse:
    """Show the credential behind a link. Only the request of a person counts as a look, not a HEAD."""
    if request.method == "HEAD":
        return HttpResponse()
    try:
        share = open_share(token=token, confirmed=request.method == "POST")
    except ShareAsksFirst:
        return render(request, "credentials/check_once.html", {"token": token})
    except ShareEnded:
        return render(request, "credentials/check_ended.html", status=410)
    except ShareUnknown:
        return render(request, "credentials/check_unknown.html", status=404)
    issue = newest_issue(share.credential)
    if issue is None:
        return render(request, "credentials/check_ended.html", status=410)
    context = {
        "shown": present(check_own(issue)),
        "share": share,
        "document": bytes(issue.document).decode(),
        "fieldlab": share.credential.fieldlab,
    }
    return render(request, "credentials/check_result.html", context)
