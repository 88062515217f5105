"""What every request needs of its person: the language, whether they still are signed in, and a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from lms.core.registry import second_factor_policy


class PreferredLanguageMiddleware(LocaleMiddleware):
    """From the address, else the signed-in person's own choice (in the session), else as Django does."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        chosen = request.session.get("language")
        if chosen and not translation.get_language_from_path(request.path_info):
            translation.activate(chosen)
            request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Lead an address without a language to the one with it; a 404 that a view gives stays one."""
        if response.status_code == 404 and request.resolver_match:
            return response
        return super().process_response(request, response)


# Where in the session stands which page of STAFF_PATHS somebody wanted who had to set up a second factor first.
AFTER_SET_UP = "after_second_factor"


class SecondFactorMiddleware:
    """Leads staff who have no second factor to set one up, before any page of STAFF_PATHS opens.

    The pages of the set-up then lead back to where they were going. At sign-in, allauth asks everybody who has one
    for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and request.path.startswith(settings.STAFF_PATHS):
            user = request.user
            if user.is_authenticated and any(second_factor_policy.run(user).values()) and not is_mfa_enabled(user):
                messages.info(
                    request, _("Your role shows data of other people. Set up a second step for signing in.")
                )
                request.session[AFTER_SET_UP] = request.get_full_path()
                return redirect("mfa_index")
            request.session.pop(AFTER_SET_UP, None)
        return self.get_response(request)


View = TypeVar("View", bound=Callable[..., Any])


def goes_on_after_sign_in(view: View) -> View:
    """Mark a view whose form says all by its address: signing in on the way leads on to it."""
    view.goes_on_after_sign_in = True  # type: ignore[attr-defined]
    return view


class SignedOutFormMiddleware:
    """Says to whoever sends a form after their session ended that nothing was saved, and leads back to its page.

    Signing in would lead on to the address that the form was sent to: an empty form, or no page at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Scripts that send a form read the answer themselves; a browser that goes to a page asks for HTML.
        is_form = request.method == "POST" and "text/html" in request.headers.get("Accept", "")
        if not is_form or not asks_to_sign_in(request, response):
            return response
        return render(request, "accounts/signed_out.html", {"back": page_of_form(request)}, status=401)


def asks_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer is to sign in and then come to this very address, where the view does not mean it to."""
    match = request.resolver_match
    if response.status_code != 302 or match is None or getattr(match.func, "goes_on_after_sign_in", False):
        return False
    target = urlsplit(response["Location"])
    is_login = target.path in (reverse("account_login"), reverse("admin_sign_in"))
    return is_login and parse_qs(target.query).get("next", [""])[0] == request.get_full_path()


def page_of_form(request: HttpRequest) -> str:
    """The page of this site that the form stood on, without its host; else the address that it was sent to."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure()):
        return request.path
    page = urlsplit(came_from)
    return page._replace(scheme="", netloc="").geturl()
