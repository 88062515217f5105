"""Puts the guard before every view of the admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from lms.organisations.admin_guard import guard, is_admin


class AdminGuardMiddleware:
    """Refuses what admin_guard does not allow, before the view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, arguments: Any, named: Any) -> HttpResponse | None:
        match = request.resolver_match
        return guard(request, match) if match and is_admin(match) else None
