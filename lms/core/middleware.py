"""What Wagtail's admin needs that the rest of the site goes without."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

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
