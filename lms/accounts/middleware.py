"""What every request needs to know of its person: the language, and that staff proved a second factor."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.utils import translation
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
